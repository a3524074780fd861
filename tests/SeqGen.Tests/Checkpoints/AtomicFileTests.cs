using System.Diagnostics;
using SeqGen.Data;
using SeqGen.Tests.Data;
using SeqGen.Text;

namespace SeqGen.Tests.Checkpoints;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Target => _folder["target.txt"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_file_that_links_point_to_is_replaced_and_the_links_stay()
    {
        Directory.CreateDirectory(_folder["elsewhere"]);
        File.WriteAllText(_folder["elsewhere/real.txt"], "old");
        File.CreateSymbolicLink(_folder["second"], Path.Combine("elsewhere", "real.txt"));
        File.CreateSymbolicLink(_folder["first"], _folder["second"]);
        Write(_folder["first"], "new");
        File.ReadAllText(_folder["elsewhere/real.txt"]).ShouldBe("new");
        new FileInfo(_folder["first"]).LinkTarget.ShouldBe(_folder["second"]);
        new FileInfo(_folder["second"]).LinkTarget.ShouldBe(Path.Combine("elsewhere", "real.txt"));
        Directory.GetFiles(_folder["elsewhere"]).Length.ShouldBe(1);

        File.Delete(_folder["elsewhere/real.txt"]);
        Write(_folder["first"], "again");
        File.ReadAllText(_folder["elsewhere/real.txt"]).ShouldBe("again");

        File.CreateSymbolicLink(_folder["round"], _folder["round"]);
        Should.Throw<CheckpointException>(() => Write(_folder["round"], "x")).Message.ShouldContain("Cannot write");
        File.CreateSymbolicLink(_folder["to folder"], _folder["elsewhere"]);
        Should.Throw<CheckpointException>(() => Write(_folder["to folder"], "x")).Message.ShouldContain("It is a folder");
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.SetGroup | UnixFileMode.StickyBit)]
    public void The_mode_stays(UnixFileMode mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        Write(Target, "old");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Target, mode);
            Write(Target, "new");
            File.GetUnixFileMode(Target).ShouldBe(mode);
            File.ReadAllText(Target).ShouldBe("new");
        }
    }

    [Fact]
    public void The_owner_stays()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root may give files away.");
        Write(Target, "old");
        Run("chown", "1234:2345", Target);
        Run("chmod", "640", Target);
        Write(Target, "new");
        Run("stat", "-c", "%u:%g %a", Target).ShouldBe("1234:2345 640");
        UnixFile.OwnerOf(Target).ShouldBe((1234u, 2345u));
    }

    [Fact]
    public void Pipes_devices_sockets_and_folders_are_refused_at_once()
    {
        // A device of the test's own: a failing test must not replace one of the system's.
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root may make a device.");
        Run("mkfifo", _folder["pipe"]);
        Run("mknod", _folder["device"], "c", "1", "5");
        File.CreateSymbolicLink(_folder["link"], _folder["pipe"]);
        TestModel model = new(new DenseProgram(2, 1, "linear"), seed: 1);
        Tokenizer tokenizer = new();
        foreach ((string path, string kind) in new[] { (_folder["pipe"], "a pipe"), (_folder["link"], "a pipe"), (_folder["device"], "a device"), (_folder.Path, "a folder") })
        {
            string before = Run("stat", "-c", "%F", path);
            Should.Throw<CheckpointException>(() => model.Save(path)).Message.ShouldContain($"It is {kind}");
            Should.Throw<CheckpointException>(() => model.SaveStructure(path)).Message.ShouldContain($"It is {kind}");
            Should.Throw<CheckpointException>(() => tokenizer.Save(path)).Message.ShouldContain($"It is {kind}");
            Should.Throw<CheckpointException>(() => model.Load(path)).Message.ShouldContain($"It is {kind}");
            Should.Throw<DataFormatException>(() => Tokenizer.Load(path)).Message.ShouldContain($"It is {kind}");
            Run("stat", "-c", "%F", path).ShouldBe(before);
        }

        Should.Throw<CheckpointException>(() => model.Save(_folder.Path + "/")).Message.ShouldContain("It names a folder");
        Directory.GetFiles(_folder.Path, "*.tmp").ShouldBeEmpty();
    }

    [Fact]
    public void What_killed_processes_left_goes_and_nothing_else()
    {
        string left = _folder.Write($"seqgen-{Guid.NewGuid():N}.tmp", "left");
        string[] others =
        [
            _folder.Write("model.tmp", "x"), _folder.Write("seqgen-notes.tmp", "x"), _folder.Write($"{Guid.NewGuid():N}.tmp", "x"),
            _folder.Write($"target.txt.{Guid.NewGuid():N}.tmp", "x"), _folder.Write($"seqgen-{Guid.NewGuid():N}.tmp.old", "x"),
        ];
        AtomicFile.Write(Target, outer =>
        {
            // This process is alive, and so is its file.
            File.Exists(left).ShouldBeFalse();
            string living = Directory.GetFiles(_folder.Path, "seqgen-*.tmp").Single(path => !others.Contains(path));
            Write(_folder["second.txt"], "second");
            File.Exists(living).ShouldBeTrue();
            outer.WriteByte((byte)'1');
        });
        File.ReadAllText(Target).ShouldBe("1");
        Directory.GetFiles(_folder.Path).Order().ShouldBe(others.Append(Target).Append(_folder["second.txt"]).Order());
    }

    [Fact]
    public void A_link_that_looks_like_a_temporary_file_is_left_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege there.");
        string precious = _folder.Write("precious.txt", "x");
        string link = _folder[$"seqgen-{Guid.NewGuid():N}.tmp"];
        File.CreateSymbolicLink(link, precious);
        Write(Target, "new");
        File.Exists(precious).ShouldBeTrue();
        new FileInfo(link).LinkTarget.ShouldBe(precious);
    }

    [Fact]
    public void Many_writers_of_one_file_disturb_nobody()
    {
        Write(Target, "a");
        Parallel.For(0, 400, i =>
        {
            Write(i % 3 == 0 ? Target : _folder[$"file{i % 7}.txt"], new string((char)('a' + i % 26), 5000));
            File.ReadAllText(Target).Distinct().Count().ShouldBe(1);
        });
        Directory.GetFiles(_folder.Path, "*.tmp").ShouldBeEmpty();
    }

    [Fact]
    public void Names_as_long_as_the_system_allows_can_be_written()
    {
        string path = _folder[new string('n', 255)];
        Write(path, "x");
        Write(path, "y");
        File.ReadAllText(path).ShouldBe("y");
    }

    [Fact]
    public void An_exception_of_the_writer_leaves_the_old_file_and_no_other()
    {
        Write(Target, "old");
        Should.Throw<InvalidOperationException>(() => AtomicFile.Write(Target, stream =>
        {
            stream.Write(new byte[1 << 20]);
            throw new InvalidOperationException();
        }));
        File.ReadAllText(Target).ShouldBe("old");
        Directory.GetFiles(_folder.Path).ShouldBe([Target]);
    }

    private static void Write(string path, string text) => AtomicFile.Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    private static string Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
        return output.Trim();
    }
}
