using System.Diagnostics;
using System.Globalization;
using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>
/// Processes that train are killed at random moments, also while they write, and started again until one ends by itself:
/// what they leave behind is, bit for bit, what an undisturbed training leaves. <c>SEQGEN_KILLS</c> sets how many are killed.
/// </summary>
public sealed class KillTests : IDisposable
{
    private const int Epochs = 12;
    private const int ShortestLife = 5;
    private const int LongestLife = 90;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("seqgen");

    private static IReadOnlyList<(string Name, string Text)> Texts { get; } =
    [
        SampleModels.Sample("Carried", "features length=5 size=3", "lstm 9 stateful=true dropout=0.2 return_sequences=true", "dense 2"),
        SampleModels.Sample("Dropped", "tokens length=7 vocabulary=11", "embedding 5 mask_zero=true", "spatial_dropout1d 0.2", "bidirectional gru 6 recurrent_dropout=0.3", "dense 1 sigmoid"),
        SampleModels.Sample("Normal", "features length=6 size=5", "conv1d 8 3 padding=same", "batch_normalization momentum=0.9", "activation relu", "simple_rnn 7", "dropout 0.3", "dense 2"),
    ];

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Killed_processes_end_where_an_undisturbed_one_ends()
    {
        CompiledModels compiled = CompiledModels.Compile(Texts);
        string image = PathOf("models.dll");
        File.WriteAllBytes(image, compiled.Image);
        int wanted = int.TryParse(Environment.GetEnvironmentVariable("SEQGEN_KILLS"), CultureInfo.InvariantCulture, out int number) ? number : 12;
        Random random = new(wanted);
        int kills = 0;
        for (int training = 0; kills < wanted || training < Texts.Count; training++)
        {
            string name = Texts[training % Texts.Count].Name;
            string[] expected = ResumableRun.Train(compiled.Create(name, 7), Epochs, threads: 1, null, PathOf("undisturbed"));
            expected.Length.ShouldBeGreaterThan(Epochs);
            kills += KillUntilDone(image, name, random);
            File.ReadAllLines(PathOf("outcome")).ShouldBe(expected, name);
            File.ReadAllBytes(PathOf("best")).ShouldBe(File.ReadAllBytes(PathOf("undisturbed")), name);
            foreach (FileInfo file in _folder.GetFiles().Where(file => file.Name != "models.dll"))
            {
                file.Delete();
            }
        }
    }

    private int KillUntilDone(string image, string name, Random random)
    {
        for (int kills = 0; ; kills++)
        {
            // The more were killed, the longer the next one may live, so that a busy machine gets to the end as well.
            using Process child = Start(image, name, Epochs, threads: 1 + (kills % 3));
            bool isTraining = child.StandardOutput.ReadLine() == "training";
            if (!isTraining || child.WaitForExit(random.Next(ShortestLife, LongestLife + (10 * kills))))
            {
                string errors = child.StandardError.ReadToEnd();
                child.WaitForExit();
                child.ExitCode.ShouldBe(0, errors);
                return kills;
            }

            child.Kill();
            child.WaitForExit();
        }
    }

    private Process Start(string image, string name, int epochs, int threads)
    {
        string[] numbers = [epochs.ToString(CultureInfo.InvariantCulture), threads.ToString(CultureInfo.InvariantCulture)];
        ProcessStartInfo start = ChildProcess.StartOf(["train", image, name, .. numbers, PathOf("state"), PathOf("best"), PathOf("outcome")]);
        start.RedirectStandardOutput = true;
        return Process.Start(start)!;
    }

    private string PathOf(string file) => Path.Combine(_folder.FullName, file);
}
