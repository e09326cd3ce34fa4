using FlowCore.Runs;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Runs;

public sealed class RunFolderTests : IDisposable
{
    private const string Events = "events.out.tfevents.1795878776.host.1";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_that_is_taken_back_leaves_no_folder_that_it_made()
    {
        var run = Filled(_folder.PathOf("run"));
        run.Discard();
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void A_folder_that_was_there_before_stays_and_is_empty()
    {
        var path = Directory.CreateDirectory(_folder.PathOf("run")).FullName;
        Filled(path).Discard();
        Assert.Empty(Directory.EnumerateFileSystemEntries(path));
    }

    [Fact]
    public void A_strangers_file_is_not_taken_back()
    {
        var run = Filled(_folder.PathOf("run"));
        File.WriteAllText(Path.Combine(run.Path, "notes.txt"), "mine");
        run.Discard();
        Assert.Equal(["notes.txt"], Directory.EnumerateFileSystemEntries(run.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Runs_that_start_at_one_moment_get_numbers_of_their_own()
    {
        var preset = $"race-{Guid.NewGuid():N}";
        try
        {
            using var start = new Barrier(8);
            var paths = new string[8];
            var threads = Enumerable.Range(0, 8).Select(i => new Thread(() =>
            {
                start.SignalAndWait();
                paths[i] = RunFolder.Create(path: null, TestRuns.Record(preset)).Path;
            })).ToArray();
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());

            Assert.Equal(
                Enumerable.Range(1, 8).Select(n => Path.Combine("runs", $"{preset}-{n}")),
                paths.Order(StringComparer.Ordinal));
            Assert.All(paths, path => Assert.Equal(2, Directory.EnumerateDirectories(path).Count()));
            Assert.DoesNotContain(
                Directory.EnumerateFileSystemEntries("runs"), path => path.EndsWith(".tmp", StringComparison.Ordinal));
        }
        finally
        {
            foreach (var path in Directory.EnumerateDirectories("runs", $"{preset}-*"))
            {
                Directory.Delete(path, recursive: true);
            }
        }
    }

    [Fact]
    public void Of_runs_that_start_at_one_moment_with_one_name_only_one_gets_it()
    {
        using var start = new Barrier(8);
        var (got, refused) = (0, 0);
        var threads = Enumerable.Range(0, 8).Select(_ => new Thread(() =>
        {
            start.SignalAndWait();
            try
            {
                RunFolder.Create(_folder.PathOf("one/"), TestRuns.Record("preset"));
                Interlocked.Increment(ref got);
            }
            catch (FlowOptionException)
            {
                Interlocked.Increment(ref refused);
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.Equal((1, 7), (got, refused));
        Assert.Equal(["one"], _folder.Names);
    }

    [Theory]
    [InlineData("new")]
    [InlineData("new/")]
    [InlineData("new//")]
    [InlineData("new///")]
    [InlineData("new/.")]
    [InlineData("new/./")]
    [InlineData("new/.//")]
    [InlineData("./new//")]
    [InlineData("other/../new/")]
    [InlineData("new/inner/..")]
    public void However_its_name_ends_a_folder_is_made_once_and_taken_back_whole(string name)
    {
        var run = Filled(_folder.PathOf(name));
        Assert.Equal(["new"], _folder.Names);
        Assert.Equal(
            ["checkpoints", "config.json", "curves.png", Events, "metrics.jsonl", "samples"],
            new DirectoryInfo(_folder.PathOf("new")).EnumerateFileSystemInfos().Select(entry => entry.Name).Order(StringComparer.Ordinal));
        run.Discard();
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void Folders_that_were_made_on_the_way_are_taken_back_too_but_for_a_stranger_s()
    {
        Filled(_folder.PathOf("a/b/c/")).Discard();
        Assert.Empty(_folder.Names);

        Directory.CreateDirectory(_folder.PathOf("mine"));
        Filled(_folder.PathOf("mine/b/c")).Discard();
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.PathOf("mine")));
        Assert.Equal(["mine"], _folder.Names);
    }

    [Fact]
    public void What_killed_starts_left_goes_at_the_next_one_unless_it_is_new_or_holds_something()
    {
        const string Digits = "0123456789abcdef0123456789abcde";
        foreach (var i in "0123")
        {
            Directory.CreateDirectory(_folder.PathOf($"run.{Digits}{i}.tmp/samples"));
            Directory.SetLastWriteTimeUtc(_folder.PathOf($"run.{Digits}{i}.tmp"), DateTime.UtcNow.AddMinutes(i == '1' ? 0 : -5));
        }

        File.WriteAllText(_folder.PathOf($"run.{Digits}2.tmp/notes"), "mine");
        Directory.SetLastWriteTimeUtc(_folder.PathOf($"run.{Digits}2.tmp"), DateTime.UtcNow.AddMinutes(-5));
        RunFolder.Create(_folder.PathOf("run/"), TestRuns.Record("preset"));
        Assert.Equal(["run", $"run.{Digits}1.tmp", $"run.{Digits}2.tmp"], _folder.Names);
    }

    [Fact]
    public void A_folder_with_nothing_but_what_a_killed_process_left_counts_as_empty()
    {
        _folder.Write($"config.json.{Guid.NewGuid():N}.tmp", [1]);
        RunFolder.Create(_folder.Path, TestRuns.Record("preset"));
        Assert.Equal(["checkpoints", "config.json", "samples"], _folder.Names);
    }

    private static RunFolder Filled(string path)
    {
        var run = RunFolder.Create(path, TestRuns.Record("preset"));
        var events = Path.Combine(run.Path, Events);
        foreach (var file in new[] { run.Config, run.Metrics, run.Curves, events, run.Sample(0), run.Checkpoint })
        {
            File.WriteAllText(file, "half of it");
        }

        return run;
    }
}
