namespace SeqGen.Generator.Emission;

/// <summary>A parameter of a function of a native library.</summary>
/// <param name="C">Its type in C.</param>
/// <param name="Name">Its name, in both languages.</param>
internal sealed record NativeParameter(string C, string Name)
{
    /// <summary>Its type in C#: an address, or a number.</summary>
    public string CSharp => C == NativeFunctions.Number ? "int" : "nint";

    /// <summary>How C declares it.</summary>
    public string Declaration => C.EndsWith("*", StringComparison.Ordinal) ? C + Name : $"{C} {Name}";
}

/// <summary>A function of a native library: its declaration in C and its body in C#, in one place.</summary>
/// <param name="Name">Its name in C.</param>
/// <param name="Comment">What the header says of it.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Body">Its statements in C#; the last one is an expression that gives the status.</param>
internal sealed record NativeFunction(string Name, string Comment, IReadOnlyList<NativeParameter> Parameters, IReadOnlyList<string> Body);

/// <summary>The functions of a model in a native library.</summary>
internal static class NativeFunctions
{
    public const string Number = "int32_t";
    /// <summary>What the functions have in common, by its alias in the file.</summary>
    public const string Services = "NativeCall";

    private static readonly NativeParameter Output = new("float *", "output");
    private static readonly NativeParameter OutputCount = new(Number, "output_count");

    /// <summary>The functions of a model in the order of the header.</summary>
    public static IEnumerable<NativeFunction> Of(NativeModel model)
    {
        string type = $"global::{Names.Escape(model.Class.FullName)}";
        NativeParameter self = new($"{model.Prefix}_model *", "model");
        NativeParameter stream = new($"{model.Prefix}_stream *", "stream");
        yield return Create(model, type);
        if (model.HasTokenizer)
        {
            yield return new(
                $"{model.Prefix}_encode",
                "Makes tokens of a text (UTF-8), by the tokenizer in this library. Of a text with more than capacity known words, the last ones are given; *count is their number.",
                [new("const char *", "text"), new($"{Number} *", "tokens"), new(Number, "capacity"), new($"{Number} *", "count")],
                [$"{Services}.Encode(Tokenizers.{model.Prefix}.Value, text, tokens, capacity, count)"]);
        }

        yield return Predict(model, type, self);
        NativeParameter name = new("const char *", "name");
        if (model.Outputs.Count > 0)
        {
            yield return new(
                $"{model.Prefix}_output",
                $"Gives an output of the calling thread's last prediction: {string.Join(", ", model.Outputs.Items.Select(output => $"\"{output.Name}\" ({output.Values})"))}.",
                [self, name, Output, OutputCount],
                [$"{Services}.Predictor<{type}>(model).CopyOutput({Services}.TextAt(name), {Services}.Room<float>(output, output_count))", $"{Services}.Ok"]);
        }

        foreach (NativeFunction function in States(model, type, self))
        {
            yield return function;
        }

        yield return new($"{model.Prefix}_destroy", "Lets go of a model, which no other call may be using. Its streams stay usable. NULL is allowed.", [self], [$"{Services}.Destroy<{type}>(model)"]);
        if (model.StepLength is int)
        {
            foreach (NativeFunction function in Stream(model, type, self, stream))
            {
                yield return function;
            }
        }
    }

    private static NativeFunction Create(NativeModel model, string type) => new(
        $"{model.Prefix}_create",
        $"Makes a model with the weights of a safetensors file (its path in UTF-8){(model.HasWeights ? ", or, where path is NULL, with those in this library" : "")}.",
        [new("const char *", "path"), new($"{model.Prefix}_model **", "model")],
        [$"{Services}.Create<{type}>(path, model, static () => new {type}(seed: 0), {(model.HasWeights ? $"static () => {type}.{MemberNames.Pretrained}()" : "null")})"]);

    private static string MaskRule(IEnumerable<NativeInput> inputs) => inputs.Any(input => input.HasMask)
        ? " A mask has a value for each step, 1 for a real one and 0 for a masked one; it may be NULL where all are real."
        : "";

    private static NativeFunction Predict(NativeModel model, string type, NativeParameter self)
    {
        List<string> body = [$"global::SeqGen.Predictor predictor = {Services}.Predictor<{type}>(model)"];
        string room = $"{Services}.Room<float>(output, output_count)";
        if (model.Outputs.Count > 0)
        {
            body.AddRange(model.Inputs.Items.Select(input => SetInput("predictor", input)));
            body.Add("predictor.Run()");
            body.Add($"predictor.CopyOutput(0, {room})");
        }
        else if (model.Inputs.Count == 1)
        {
            NativeInput input = model.Inputs[0];
            body.Add($"predictor.Predict({(input.IsTokens ? $"{Values(input)}, default" : $"default, {Values(input)}")}, {MaskOf(input)}, {room})");
        }
        else
        {
            body.AddRange(model.Inputs.Items.Select(input => SetInput("predictor", input)));
            body.Add($"predictor.Run({room})");
        }

        body.Add($"{Services}.Ok");
        return new(
            $"{model.Prefix}_predict",
            $"The {(model.Outputs.Count > 0 ? $"first output, {model.Outputs[0].Name}" : "output")} ({model.OutputValues}) for one sequence.{MaskRule(model.Inputs)}",
            [self, .. model.Inputs.Items.SelectMany(Parameters), Output, OutputCount],
            body);
    }

    private static IEnumerable<NativeFunction> States(NativeModel model, string type, NativeParameter self)
    {
        NativeParameter name = new("const char *", "name");
        if (model.InitialStates.Count > 0)
        {
            yield return new(
                $"{model.Prefix}_set_state",
                $"Sets a state that the calling thread's next prediction starts from: {List(model.InitialStates)}.",
                [self, name, new("const float *", "values"), new(Number, "count")],
                [$"{Services}.Give({Services}.Values<float>(values, count), {Services}.Predictor<{type}>(model).InitialState({Services}.TextAt(name)))"]);
            yield return new(
                $"{model.Prefix}_reset_states",
                "Sets the states that the calling thread's next prediction starts from to zero.",
                [self],
                [$"{Services}.Model<{type}>(model).ResetStates()", $"{Services}.Ok"]);
        }

        if (model.FinalStates.Count > 0)
        {
            yield return new(
                $"{model.Prefix}_get_state",
                $"Gives a state that the calling thread's last prediction ended with: {List(model.FinalStates)}.",
                [self, name, new("float *", "values"), new(Number, "count")],
                [$"{Services}.Give({Services}.Predictor<{type}>(model).FinalState({Services}.TextAt(name)), {Services}.Room<float>(values, count))"]);
        }
    }

    private static IEnumerable<NativeFunction> Stream(NativeModel model, string type, NativeParameter self, NativeParameter stream)
    {
        string found = $"{Services}.Stream<{type}>(stream)";
        yield return new(
            $"{model.Prefix}_stream_create",
            "Makes a stream over a model, which is fed one step at a time.",
            [self, new($"{model.Prefix}_stream **", "stream")],
            [$"{Services}.CreateStream<{type}>(model, stream)"]);
        NativeInput[] whole = [.. model.Inputs.Items.Take(model.Inputs.Count - 1)];
        if (whole.Length > 0)
        {
            yield return new(
                $"{model.Prefix}_stream_begin",
                $"Begins a sequence: takes the inputs that are given as a whole.{MaskRule(whole)}",
                [stream, .. whole.SelectMany(Parameters)],
                [$"global::SeqGen.SequenceStream begun = {found}", .. whole.Select(input => SetInput("begun", input)), "begun.Begin()", $"{Services}.Ok"]);
        }

        NativeInput stepped = model.Inputs[model.Inputs.Count - 1];
        string step = stepped.IsTokens ? "token" : $"{Services}.Values<float>(features, count)";
        NativeParameter[] values = stepped.IsTokens ? [new(Number, "token")] : [new("const float *", "features"), new(Number, "count")];
        yield return new(
            $"{model.Prefix}_stream_step",
            $"Takes one step ({(stepped.IsTokens ? "a token" : $"{stepped.Size} value{(stepped.Size == 1 ? "" : "s")}")}) and gives the output after it ({model.StepLength} value{(model.StepLength == 1 ? "" : "s")}); output may be NULL and output_count 0 where it is not wanted.",
            [stream, .. values, Output, OutputCount],
            [$"{Services}.Give({found}.Step({step}), output, output_count)"]);
        if (model.Outputs.Count > 0)
        {
            yield return new(
                $"{model.Prefix}_stream_output",
                $"Gives an output after the last step: {string.Join(", ", model.Outputs.Items.Select(output => $"\"{output.Name}\""))}, each with the values of one step.",
                [stream, new("const char *", "name"), Output, OutputCount],
                [$"{Services}.Give({found}.Output({Services}.TextAt(name)), output, output_count)"]);
        }

        yield return new($"{model.Prefix}_stream_reset", "Sets all states as before the first step.", [stream], [$"{found}.Reset()", $"{Services}.Ok"]);
        yield return new($"{model.Prefix}_stream_destroy", "Lets go of a stream, which no other call may be using. NULL is allowed.", [stream], [$"{Services}.Destroy<{type}>(stream)"]);
    }

    private static IEnumerable<NativeParameter> Parameters(NativeInput input)
    {
        yield return new(input.IsTokens ? $"const {Number} *" : "const float *", input.Values);
        yield return new(Number, input.Count);
        if (input.HasMask)
        {
            yield return new("const float *", input.Mask);
        }
    }

    private static string SetInput(string target, NativeInput input) => $"{target}.SetInput(\"{input.Name}\", {Values(input)}, {MaskOf(input)})";

    private static string Values(NativeInput input) => $"{Services}.Values<{(input.IsTokens ? "int" : "float")}>({input.Values}, {input.Count})";

    private static string MaskOf(NativeInput input) =>
        !input.HasMask ? "default" : $"{Services}.Mask({input.Mask}, {input.Count}{(input.IsTokens || input.Size == 1 ? "" : $" / {input.Size}")})";

    private static string List(EquatableArray<(string Name, int Units)> states) => string.Join(", ", states.Items.Select(state => $"\"{state.Name}\" ({state.Units} values)"));
}
