namespace SeqGen.Samples.Tests;

public sealed class SampleCommandTests
{
    [Fact]
    public void OptionsArrive()
    {
        SampleOptions? options = null;
        int code = Command().Run(
            ["--data", "imdb", "--epochs", "3", "--batch-size", "64", "--seed", "0", "--threads", "2", "--predict", "so good", "--json", "f.json", "--checkpoint", "a.state", "--resume", "b.state"],
            (read, _) => options = read);

        code.ShouldBe(0);
        options.ShouldBe(new SampleOptions
        {
            Data = "imdb",
            Epochs = 3,
            BatchSize = 64,
            Seed = 0,
            Threads = 2,
            Predict = "so good",
            Json = "f.json",
            Checkpoint = "a.state",
            Resume = "b.state",
        });
    }

    [Fact]
    public void LoadingIsAnOptionOfSamplesThatCanLoad()
    {
        SampleOptions? options = null;
        new SampleCommand("A sample.", "imdb", "lstm", canLoad: true).Run(["--load", "saved"], (read, _) => options = read).ShouldBe(0);

        options!.Load.ShouldBe("saved");
        Command().Run(["--load", "saved"], (_, _) => throw new InvalidOperationException("must not run")).ShouldBe(1);
    }

    [Fact]
    public void GoingOnIsAnOptionOfSamplesThatTrain()
    {
        SampleCommand command = new("A sample.", "imdb", "lstm", trains: false);
        command.Run(["--resume", "a.state"], (_, _) => throw new InvalidOperationException("must not run")).ShouldBe(1);
        command.Run(["--checkpoint", "a.state"], (_, _) => throw new InvalidOperationException("must not run")).ShouldBe(1);
        command.Run([], (read, _) => read.Resume.ShouldBeNull()).ShouldBe(0);
    }

    [Fact]
    public void AStoppedTrainingEndsWithCode1() => Command().Run([], (_, _) => throw new TrainingStopped("a.state", "a.state")).ShouldBe(1);

    [Fact]
    public void TheCommandThatGoesOnIsQuotedForTheShell()
    {
        ContinueCommand.Of(["/bin/Sarcasm"], ["--epochs", "3", "--resume", "old.state", "--resume=older.state"], "new.state")
            .ShouldBe("/bin/Sarcasm --epochs 3 --resume new.state");
        if (!OperatingSystem.IsWindows())
        {
            ContinueCommand.Of(["dotnet", "/a b/Sarcasm.dll"], ["--predict", "it's $HOME; \"so\"", ""], "/my files/a.state")
                .ShouldBe("dotnet '/a b/Sarcasm.dll' --predict 'it'\\''s $HOME; \"so\"' '' --resume '/my files/a.state'");
        }
    }

    [Theory]
    [InlineData("--epochs", "0")]
    [InlineData("--epochs", "many")]
    [InlineData("--seed", "-1")]
    [InlineData("--path")]
    [InlineData("--epoch", "3")]
    public void AWrongOptionEndsWithCode1(params string[] arguments) =>
        Command().Run(arguments, (_, _) => throw new InvalidOperationException("must not run")).ShouldBe(1);

    [Fact]
    public void AnErrorOfThePersonEndsWithCode1()
    {
        Command().Run([], (_, _) => throw new SampleError("No such data set.")).ShouldBe(1);
        Command().Run([], (_, _) => throw new FileNotFoundException("No such file.")).ShouldBe(1);
    }

    [Fact]
    public void AnErrorOfTheProgramIsNotHidden() =>
        Should.Throw<InvalidOperationException>(() => Command().Run([], (_, _) => throw new InvalidOperationException("a defect")));

    private static SampleCommand Command() => new("A sample.", "imdb", "lstm");
}
