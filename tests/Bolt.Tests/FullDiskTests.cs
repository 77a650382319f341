using System.Diagnostics;
using Bolt.Tests.Support;
using PluginHost.Bolt;

namespace Bolt.Tests;

/// <summary>The errors of a real file system.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [MountFact]
    public void A_full_disk_fails_the_commit_and_the_database_goes_on()
    {
        string disk = _folder.File("disk");
        Directory.CreateDirectory(disk);
        Run("mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", disk);
        try
        {
            string path = Path.Combine(disk, "test.db");
            using Database database = Databases.Open(path);
            database.Update(transaction => transaction.CreateBucket("bucket").Put("key", "value"));
            string before = database.Dump();

            BoltException error = Assert.Throws<BoltException>(
                () => database.Update(transaction => transaction.Bucket("bucket")!.Put("large", new byte[300_000])));

            Assert.Equal(BoltError.Io, error.Error);
            Assert.StartsWith($"{path}: write ", error.Message, StringComparison.Ordinal);
            Assert.Contains("no space left on device", error.Message, StringComparison.Ordinal);
            Assert.Equal(before, database.Dump());
            database.Update(transaction => transaction.Bucket("bucket")!.Put("small", "value"));
            database.AssertSound();
        }
        finally
        {
            Run("umount", disk);
        }
    }

    [Fact]
    public void A_folder_is_no_database()
    {
        BoltException error = Assert.Throws<BoltException>(() => Databases.Open(Path.GetDirectoryName(_folder.File("x"))!));
        Assert.Equal(BoltError.Io, error.Error);
        Assert.EndsWith("open: is a directory", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_is_no_database()
    {
        BoltException error = Assert.Throws<BoltException>(() => Databases.Open("/dev/full"));
        Assert.Equal(BoltError.Invalid, error.Error);
        Assert.Equal("/dev/full: not a regular file: invalid database", error.Message);
    }

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
    }
}
