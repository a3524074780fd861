using SeqGen.Tool;

namespace SeqGen.Interop.Tests;

/// <summary>The command line: exit codes, what is written and what is printed.</summary>
public sealed class ToolTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("seqgen-tool-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Import_writes_a_declaration_and_weights_and_says_how_to_go_on()
    {
        string file = Write("a model 2.json", ExampleFiles.All["rtneural"]);
        string folder = Path.Combine(_folder, "made");
        (int code, string output, string errors) = Run("import", file, "-o", folder, "--explain");
        errors.ShouldBeEmpty();
        code.ShouldBe(Commands.Done);
        File.Exists(Path.Combine(folder, "AModel2.seqnet")).ShouldBeTrue();
        SequenceModel again = ModelImport.Read(file).Compile();
        again.Load(Path.Combine(folder, "AModel2.safetensors"));
        output.ShouldContain("Model: \"AModel2\"");
        output.ShouldContain("layers[0] (gru) -> gru");
        output.ShouldContain("CreateStream()");
    }

    [Fact]
    public void What_cannot_be_imported_is_one_line_and_nothing_is_written()
    {
        string file = Write("model.json", "{\"architecture\":\"ConvNet\",\"config\":{}}"u8.ToArray());
        (int code, string output, string errors) = Run("import", file, "-o", Path.Combine(_folder, "made"));
        code.ShouldBe(Commands.Failed);
        output.ShouldBeEmpty();
        errors.Trim().Split('\n').Length.ShouldBe(1);
        errors.ShouldStartWith($"seqgen: {file}: 'architecture' is 'ConvNet'");
        Directory.Exists(Path.Combine(_folder, "made")).ShouldBeFalse();
    }

    [Fact]
    public void Explain_shows_how_far_an_import_came()
    {
        OnnxGraph graph = new OnnxGraph().Input("x", 1, 5, 3).Output("y", 1, 5, 3);
        graph.End(graph.Node("Det", [graph.Node("Relu", ["x"])]), "y");
        string file = Write("model.onnx", graph.Bytes());
        (int code, string output, string errors) = Run("import", file, "-o", Path.Combine(_folder, "made"), "--explain");
        code.ShouldBe(Commands.Failed);
        errors.ShouldContain("(Det) cannot be imported");
        output.ShouldContain("input 'x' (1, 5, 3)");
        output.ShouldContain("(Relu): activation");
        Directory.Exists(Path.Combine(_folder, "made")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("text", "features,target\na good film,1\na bad film,0\na good story,1\na bad story,0\n", "texts in column 'features'")]
    [InlineData("text", "tokens,target\n3 4 5,pos\n4 4 1,neg\n3 4,pos\n1 1,neg\n", "(neg = 0, pos = 1)")]
    public void A_new_declaration_trains_on_a_table(string kind, string table, string said)
    {
        string declaration = Path.Combine(_folder, "Fresh.seqnet");
        Run("new", declaration, "--kind", kind).Code.ShouldBe(Commands.Done);
        Run("new", declaration).Code.ShouldBe(Commands.Failed);
        Run("check", declaration).Output.ShouldContain("is sound");
        Run("summary", declaration).Output.ShouldContain("Model: \"Fresh\"");
        string data = Write("table.csv", System.Text.Encoding.UTF8.GetBytes(table));
        string weights = Path.Combine(_folder, "fresh.safetensors");
        (int code, string output, string errors) = Run("train", declaration, "--data", data, "--epochs", "2", "--validation", "0.25", "-o", weights);
        errors.ShouldBeEmpty();
        code.ShouldBe(Commands.Done);
        output.ShouldContain(said);
        output.ShouldContain("epoch 2/2");
        DeclarationFile.Compile(declaration).Load(weights);
        Run("bench", declaration, "--seconds", "0.1").Output.ShouldContain("us (median");
    }

    [Fact]
    public void A_table_that_does_not_fit_is_one_line_that_says_what_is_missing()
    {
        string declaration = Write("Series.seqnet", "model Series\nfeatures length=2 size=2\ngru 4\ndense 1\nloss mean_squared_error\n"u8.ToArray());
        string data = Write("table.csv", "a,b,c\n1,2,3\n4,5,6\n"u8.ToArray());
        Run("train", declaration, "--data", data).Errors.ShouldContain("2 columns beside the target 'c', and Series takes 4 numbers a row");
        Run("train", declaration, "--data", data, "--target", "d").Errors.ShouldContain("no column 'd'. It has a, b, c");
        data = Write("words.csv", "a,b,c,d,e\n1,2,3,4,5\n4,5,6,x,8\n"u8.ToArray());
        Run("train", declaration, "--data", data).Errors.ShouldContain("'x' in column 'd' is not a finite number");
    }

    /// <summary>Whatever a person does wrong is one line that says what, and an exit code; never a stack trace.</summary>
    [Theory]
    [InlineData("new Series", "exists; nothing was written")]
    [InlineData("new 1st", "cannot be the name of a class")]
    [InlineData("new none/Other", "none")]
    [InlineData("check none.seqnet", "none.seqnet")]
    [InlineData("check .", "")]
    [InlineData("summary none.seqnet", "none.seqnet")]
    [InlineData("summary Series.safetensors", "")]
    [InlineData("bench none.seqnet", "none.seqnet")]
    [InlineData("bench Huge.seqnet", "9999")]
    [InlineData("train Series.seqnet --data none.csv", "none.csv")]
    [InlineData("train Series.seqnet --data .", "")]
    [InlineData("train Series.seqnet --data empty.csv", "needs a first line")]
    [InlineData("train Series.seqnet --data header.csv", "has 0 rows below its names")]
    [InlineData("train Series.seqnet --data ragged.csv", "line 3: 2 fields")]
    [InlineData("train Series.seqnet --data words.csv", "'x' in column 'b' is not a finite number")]
    [InlineData("train Series.seqnet --data infinite.csv", "'Infinity' in column 'b' is not a finite number")]
    [InlineData("train Series.seqnet --data good.csv --target z", "no column 'z'")]
    [InlineData("train Series.seqnet --data twice.csv --target a", "several columns 'a'")]
    [InlineData("train Series.seqnet --data good.csv --text a", "--text is for models of tokens")]
    [InlineData("train Series.seqnet --data good.csv --learning-rate 1e30 --epochs 30", "")]
    [InlineData("train Series.seqnet --data good.csv -o none/S.safetensors", "none does not exist")]
    [InlineData("train Series.seqnet --data good.csv -o .", ". is a folder")]
    [InlineData("train NoLoss.seqnet --data good.csv", "declares no loss")]
    [InlineData("train Huge.seqnet --data good.csv", "9999")]
    [InlineData("train Words.seqnet --data tokens.csv", "99")]
    [InlineData("train Words.seqnet --data classes.csv", "has 3 classes, and the model has 2")]
    [InlineData("train Words.seqnet --data nothing.csv", "nothing in the target column")]
    [InlineData("train Words.seqnet --data blank.csv", "nothing in the column 't'")]
    [InlineData("import none.onnx", "none.onnx")]
    [InlineData("import .", "")]
    [InlineData("import good.csv", "")]
    [InlineData("import pedal.json -o good.csv", "good.csv")]
    [InlineData("import pedal.json --length 0", "at least 1")]
    [InlineData("export onnx Series.seqnet none.safetensors", "none.safetensors")]
    [InlineData("export onnx Series.seqnet good.csv", "good.csv")]
    [InlineData("export onnx Series.seqnet Series.safetensors -o none/S.onnx", "none")]
    [InlineData("export onnx Words.seqnet Series.safetensors", "does not fit model Words")]
    public void What_a_person_does_wrong_is_one_line(string commandLine, string message)
    {
        const string series = "features length=1 size=2\ngru 2\ndense 1\n";
        foreach ((string name, string text) in new[]
        {
            ("Series.seqnet", $"model Series\n{series}loss mean_squared_error\n"), ("NoLoss.seqnet", $"model NoLoss\n{series}"),
            ("Huge.seqnet", "model Huge\nfeatures length=1 size=2\nlstm 9999\ndense 1\nloss mean_squared_error\n"),
            ("Words.seqnet", "model Words\ntokens length=3 vocabulary=10\nembedding 2\nlstm 2\ndense 1 sigmoid\nloss binary_crossentropy\n"),
            ("empty.csv", ""), ("header.csv", "a,b,c\n"), ("ragged.csv", "a,b,c\n1,2,3\n1,2\n"), ("words.csv", "a,b,c\n1,2,3\n1,x,3\n"), ("infinite.csv", "a,b,c\n1,2,3\n1,Infinity,3\n"),
            ("twice.csv", "a,a,c\n1,2,3\n4,5,6\n"), ("good.csv", "a,b,c\n1,2,3\n4,5,6\n7,8,9\n"), ("tokens.csv", "t,y\n3 99,0\n1,1\n2,1\n"), ("classes.csv", "t,y\n3,a\n1,b\n2,c\n"),
            ("nothing.csv", "t,y\n3,a\n1,\n2,b\n"), ("blank.csv", "t,y\n,1\n,0\n,1\n"),
        })
        {
            Write(name, System.Text.Encoding.UTF8.GetBytes(text));
        }

        Write("pedal.json", ExampleFiles.All["rtneural"]);
        DeclarationFile.Compile(Path.Combine(_folder, "Series.seqnet")).Save(Path.Combine(_folder, "Series.safetensors"));
        string[] words = commandLine.Split(' ');
        bool IsPath(string word, int index) => index > 0 && (word is "." || word.Contains('/', StringComparison.Ordinal) || word.Contains('.', StringComparison.Ordinal) || words[0] == "new");
        string[] arguments = [.. words.Select((word, index) => IsPath(word, index) ? Path.Combine(_folder, word) : word)];
        if (words[0] == "new")
        {
            arguments[1] += words[1] == "Series" ? ".seqnet" : "";
        }

        (int code, string output, string errors) = Run(arguments);
        code.ShouldBe(Commands.Failed, $"{output}{errors}");
        string[] lines = [.. errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        bool isOfDeclaration = errors.Contains(": error SEQ", StringComparison.Ordinal) || output.Contains(": error SEQ", StringComparison.Ordinal);
        (isOfDeclaration || (lines.Length == 1 && lines[0].StartsWith("seqgen: ", StringComparison.Ordinal))).ShouldBeTrue($"{output}{errors}");
        errors.ShouldContain(message);
        errors.ShouldNotContain("(Parameter");
        errors.ShouldNotContain("   at ");
    }

    [Fact]
    public void Check_marks_the_place()
    {
        string declaration = Write("Wrong.seqnet", "model Wrong\ntokens length=9 vocabulary=30\nembedding 8\nlstn 8\n"u8.ToArray());
        (int code, string output, _) = Run("check", declaration);
        code.ShouldBe(Commands.Failed);
        output.ShouldContain("Wrong.seqnet(4,1): error SEQ");
        output.ShouldContain("  lstn 8\n  ^^^^");
    }

    [Theory]
    [InlineData("train", "a")]
    [InlineData("train", "a", "--data", "b", "--validation", "2")]
    [InlineData("bench", "a", "--seconds", "0")]
    [InlineData("new", "a", "--kind", "video")]
    [InlineData("import")]
    [InlineData("import", "a", "--surprise")]
    [InlineData("import", "a", "--length", "many")]
    [InlineData("import", "a", "--set", "rate")]
    [InlineData("import", "a", "--set", "rate=much")]
    [InlineData("import", "a", "--set", "rate=1", "--set", "rate=2")]
    [InlineData("import", "a", "--axes", "x")]
    [InlineData("import", "a", "--axes", "x=")]
    [InlineData("import", "a", "--axes", "x=batch,steps", "--axes", "x=steps,batch")]
    [InlineData("improt", "a")]
    [InlineData("export", "onnx", "a")]
    [InlineData("export", "onnx", "a", "b", "--surprise")]
    [InlineData("export", "keras", "a", "b")]
    public void A_wrong_command_line_has_a_code_of_its_own(params string[] arguments)
    {
        (int code, string output, string errors) = Run(arguments);
        code.ShouldBe(Commands.WrongCommandLine);
        output.ShouldBeEmpty();
        errors.ShouldContain("--help");
    }

    [Fact]
    public void A_number_that_a_graph_depends_on_is_said_on_the_command_line()
    {
        OnnxGraph graph = new OnnxGraph().Input("x", 1, 3, 2).Tokens("rate").Output("y", 1, 3, 2);
        graph.End(graph.Node("Softmax", [graph.Node("Add", ["x", graph.Node("Cast", ["rate"], ("to", 1))])], ("axis", 2)), "y");
        string file = Write("shift.onnx", graph.Bytes());
        Run("import", file, "-o", _folder).Errors.ShouldContain("--set rate=VALUE");
        Run("import", file, "--set", "rate=2", "-o", _folder).Errors.ShouldContain("--axes x=batch,steps,features or --axes x=batch,features,steps");
        string[] axes = ["--axes", "x=batch,steps,features"];
        Run(["import", file, "--set", "rate=2", "--axes", "y=batch,steps", .. axes, "-o", _folder]).Errors.ShouldContain("--axes y has no meaning");
        Run("import", file, "--set", "rate=2", "--axes", "x=batch,steps", "-o", _folder).Errors.ShouldContain("names 2 axes; the input 'x' has 3");
        Run("import", file, "--set", "rate=2", "--axes", "x=batch,steps,colours", "-o", _folder).Errors.ShouldContain("'colours' is none of batch, steps, features and 1");
        Run("import", file, "--set", "rate=2", "--axes", "x=steps,batch,features", "-o", _folder).Errors.ShouldContain("with these axes cannot be imported");
        Run(["import", file, "--set", "rate=2", "--set", "speed=1", .. axes, "-o", _folder]).Errors.ShouldContain("--set speed");
        (int code, string output, string errors) = Run(["import", file, "--set", "rate=-2", .. axes, "-o", _folder]);
        errors.ShouldBeEmpty();
        code.ShouldBe(Commands.Done);
        output.ShouldContain("the input 'rate' is -2 (--set)");
        File.ReadAllText(Path.Combine(_folder, "Shift.seqnet")).ShouldContain("rescaling 1 offset=-2");
    }

    [Fact]
    public void Help_names_every_option()
    {
        (int code, string output, _) = Run("import", "--help");
        code.ShouldBe(Commands.Done);
        foreach (string option in new[] { "FILE", "WEIGHTS", "--name", "--length", "--like", "--set", "--axes", "--output", "--explain" })
        {
            output.ShouldContain(option);
        }
    }

    [Theory]
    [InlineData("class")]
    [InlineData("a b")]
    [InlineData("Predict")]
    public void A_name_that_no_class_can_have_is_refused(string name)
    {
        (int code, _, string errors) = Run("import", Write("model.json", ExampleFiles.All["rtneural"]), "--name", name, "-o", _folder);
        code.ShouldBe(Commands.Failed);
        errors.ShouldContain($"'{name}' cannot be the name of a model");
    }

    [Theory]
    [InlineData("nam", "--like", "M.seqnet")]
    [InlineData("rtneural", "weights.h5")]
    [InlineData("onnx", "--length", "7")]
    [InlineData("keras-h5", "--length", "7")]
    public void What_has_no_meaning_for_a_file_is_an_error(string format, params string[] more)
    {
        (int code, _, string errors) = Run(["import", Write("model", ExampleFiles.All[format]), .. more, "-o", _folder]);
        code.ShouldBe(Commands.Failed);
        errors.ShouldContain("leave");
    }

    [Fact]
    public void A_file_that_does_not_exist_is_named()
    {
        (int code, _, string errors) = Run("import", Path.Combine(_folder, "nothing.h5"));
        code.ShouldBe(Commands.Failed);
        errors.ShouldContain("nothing.h5");
    }

    [Fact]
    public void Export_writes_a_file_and_says_what_it_takes_and_gives()
    {
        string declaration = Write("Meter.seqnet", "model Meter\nfeatures size=2 length=5 mask=true\nlstm 3 initial_state=input\ndense 1\n"u8.ToArray());
        SequenceModel model = DeclarationFile.Compile(declaration);
        string weights = Path.Combine(_folder, "Meter.safetensors");
        model.Save(weights);
        string file = Path.Combine(_folder, "meter.onnx");
        (int code, string output, string errors) = Run("export", "onnx", declaration, weights, "-o", file);
        errors.ShouldBeEmpty();
        code.ShouldBe(Commands.Done);
        using MemoryStream expected = new();
        model.ExportOnnx(expected);
        File.ReadAllBytes(file).ShouldBe(expected.ToArray());
        foreach (string line in new[] { "opset 17", "in   features float [batch, 5, 2]", "in   features_mask bool [batch, 5]", "in   lstm/h_before float [batch, 3]", "out  dense float [batch, 1]", "session.run(None, {\"features\": x" })
        {
            output.ShouldContain(line);
        }

        (code, output, _) = Run("export", "onnx", declaration, weights, "-o", file, "--stream");
        code.ShouldBe(Commands.Done);
        output.ShouldContain("in   features float [batch, 1, 2]");
        output.ShouldContain("out  lstm/c_after float [batch, 3]");
    }

    [Theory]
    [InlineData("model M\nfeatures size=2\ndense two\n", "line 3: ")]
    [InlineData("model M\nfeatures size=2\ndense 1\nmodel N\nfeatures size=2\ndense 1\n", "holds 2 models")]
    [InlineData("model M\nfeatures size=2\ndense 7\n", "dense/kernel")]
    [InlineData("model M\nfeatures size=2 length=4\nflatten\ndense 1\n", "dense/kernel")]
    public void What_cannot_be_exported_is_one_line_and_nothing_is_written(string declaration, string message)
    {
        string path = Write("M.seqnet", "model M\nfeatures size=2\ndense 1\n"u8.ToArray());
        string weights = Path.Combine(_folder, "M.safetensors");
        DeclarationFile.Compile(path).Save(weights);
        string file = Path.Combine(_folder, "M.onnx");
        (int code, string output, string errors) = Run("export", "onnx", Write("M.seqnet", System.Text.Encoding.UTF8.GetBytes(declaration)), weights, "-o", file, "--stream");
        code.ShouldBe(Commands.Failed);
        output.ShouldBeEmpty();
        errors.ShouldStartWith("seqgen: ");
        errors.ShouldContain(message);
        File.Exists(file).ShouldBeFalse();
    }

    private string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter errors = new();
        int code = Commands.Run(arguments, output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}
