using PluginHost.Linux.Files;

namespace Linux.Tests;

public sealed class FilesTests
{
    private static SafeFileDescriptor Here => SafeFileDescriptor.CurrentDirectory;

    [Fact]
    public void A_durable_write_replaces_the_file_and_leaves_nothing_else()
    {
        using TempDirectory temp = new();
        string path = temp.MakeFile("state", "old and longer");

        DurableFile.Write(path, "new"u8, FileModes.Octal0640);

        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal(FileModes.Octal0640, LibC.Lstat(path).Permissions);
        Assert.Equal([path], Directory.GetFileSystemEntries(temp.Path));
    }

    [Fact]
    public void A_failed_durable_write_leaves_the_old_state()
    {
        using TempDirectory temp = new();
        temp.MakeDirectory("state/occupied");

        Assert.Throws<LinuxException>(() => DurableFile.Write(temp.At("state"), "new"u8, FileModes.Octal0640));

        Assert.True(Directory.Exists(temp.At("state/occupied")));
        Assert.Equal([temp.At("state")], Directory.GetFileSystemEntries(temp.Path));
    }

    [Fact]
    public void A_durable_rename_moves_between_directories()
    {
        using TempDirectory temp = new();
        temp.MakeDirectory("a");
        temp.MakeDirectory("b");
        temp.MakeFile("a/x", "content");

        DurableFile.Rename(temp.At("a/x"), temp.At("b/y"));
        Assert.Equal("content", File.ReadAllText(temp.At("b/y")));

        DurableFile.Delete(temp.At("b/y"));
        Assert.Equal(Errno.ENOENT, Assert.Throws<LinuxException>(() => DurableFile.Delete(temp.At("b/y"))).Errno);
    }

    [Fact]
    public void A_file_lock_excludes_a_second_one_until_it_is_given_back()
    {
        using TempDirectory temp = new();
        using (FileLock? first = FileLock.TryAcquire(temp.At("lock")))
        {
            Assert.NotNull(first);
            Assert.Null(FileLock.TryAcquire(temp.At("lock")));
        }

        using FileLock? second = FileLock.TryAcquire(temp.At("lock"));
        Assert.NotNull(second);
    }

    [Fact]
    public void A_walk_gives_what_is_in_a_directory_directly_behind_it_if_it_is_entered()
    {
        using TempDirectory temp = new();
        temp.MakeDirectory("b/inner");
        temp.MakeDirectory("c/not-entered");
        temp.MakeFile("b/inner/file");
        temp.MakeFile("a");
        using DirectoryWalk walk = new(LibC.Open(temp.Path, OpenFlags.O_DIRECTORY), temp.Path);
        List<string> paths = [];
        while (walk.Next(CancellationToken.None) is { } entry)
        {
            paths.Add(walk.PathOf(entry.Name)[(temp.Path.Length + 1)..]);
            Assert.Equal(entry.Type == DirectoryEntryType.DT_DIR && entry.Name != "c", entry.Name != "c" && walk.TryEnter(entry.Name));
        }

        Assert.Equal(["a", "b", "b/inner", "b/inner/file", "c"], paths);
        Assert.False(walk.TryEnter("missing"));
    }

    [Fact]
    public void Disk_usage_counts_each_inode_once_and_the_root()
    {
        using TempDirectory temp = new();
        File.WriteAllBytes(temp.At("file"), new byte[10_000]);
        LibC.LinkAt(Here, temp.At("file"), Here, temp.At("second"), AtFlags.None);
        temp.MakeDirectory("sub");
        File.WriteAllBytes(temp.At("sub/other"), new byte[1]);
        LibC.SymlinkAt("/usr", Here, temp.At("link"));

        DiskUsage usage = DiskUsage.Of(temp.Path, CancellationToken.None);

        string[] all = [temp.Path, temp.At("file"), temp.At("sub"), temp.At("sub/other"), temp.At("link")];
        Assert.Equal(5, usage.Inodes);
        Assert.Equal(all.Sum(path => LibC.Lstat(path).Blocks) * 512, usage.Size);
    }

    [Fact]
    public void A_tree_is_removed_whatever_its_names_are_but_not_what_its_links_point_to()
    {
        using TempDirectory temp = new();
        temp.MakeDirectory("tree/a/b");
        temp.MakeDirectory("kept");
        temp.MakeFile("kept/file");
        LibC.SymlinkAt("../../kept", Here, temp.At("tree/a/link"));
        LibC.Open(temp.At($"tree/a/{PathEncoding.GetString([0xFF])}"), OpenFlags.O_CREAT | OpenFlags.O_WRONLY, FileModes.Octal0600).Dispose();

        TreeRemoval.Remove(temp.At("tree"), CancellationToken.None);
        TreeRemoval.Remove(temp.At("tree"), CancellationToken.None);

        Assert.Equal([temp.At("kept")], Directory.GetFileSystemEntries(temp.Path));
        Assert.True(File.Exists(temp.At("kept/file")));
    }

    [Fact]
    public void Disk_usage_of_a_missing_directory_is_an_error()
        => Assert.Throws<LinuxException>(() => DiskUsage.Of("/does/not/exist", CancellationToken.None));

    [Fact]
    public void Disk_usage_stops_when_cancelled()
    {
        using TempDirectory temp = new();
        temp.MakeFile("x");

        Assert.Throws<OperationCanceledException>(() => DiskUsage.Of(temp.Path, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void A_large_directory_is_listed_whole_and_in_order()
    {
        using TempDirectory temp = new();
        string[] names = [.. Enumerable.Range(0, 3000).Select(i => $"file-{i:D5}-{new string('n', i % 200)}")];
        foreach (string name in names)
        {
            temp.MakeFile(name);
        }

        using SafeFileDescriptor directory = LibC.Open(temp.Path, OpenFlags.O_DIRECTORY);
        Assert.Equal(names.Order(StringComparer.Ordinal), DirectoryListing.ReadSorted(directory).Select(entry => entry.Name));
    }

    [Fact]
    public async Task Both_ends_of_a_fifo_meet()
    {
        using TempDirectory temp = new();
        Fifo.Create(temp.At("fifo"), FileModes.Octal0600);
        Fifo.Create(temp.At("fifo"), FileModes.Octal0600);

        Task<SafeFileDescriptor> reading = Fifo.OpenReadAsync(temp.At("fifo"), CancellationToken.None);
        using SafeFileDescriptor write = await Fifo.OpenWriteAsync(temp.At("fifo"), CancellationToken.None);
        using SafeFileDescriptor read = await reading;
        LibC.WriteAll(write, "hello"u8);

        byte[] buffer = new byte[10];
        Assert.Equal(5, LibC.Read(read, buffer));
        write.Dispose();
        Assert.Equal(0, LibC.Read(read, buffer));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Waiting_for_the_other_end_of_a_fifo_can_be_cancelled_even_if_it_is_deleted(bool reading)
    {
        using TempDirectory temp = new();
        Fifo.Create(temp.At("fifo"), FileModes.Octal0600);
        using CancellationTokenSource source = new();
        Task<SafeFileDescriptor> opening = reading
            ? Fifo.OpenReadAsync(temp.At("fifo"), source.Token)
            : Fifo.OpenWriteAsync(temp.At("fifo"), source.Token);
        File.Delete(temp.At("fifo"));

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_file_is_no_fifo()
    {
        using TempDirectory temp = new();
        temp.MakeFile("file");

        Assert.Equal(Errno.EEXIST, Assert.Throws<LinuxException>(() => Fifo.Create(temp.At("file"), FileModes.Octal0600)).Errno);
        IOException exception = await Assert.ThrowsAsync<IOException>(() => Fifo.OpenReadAsync(temp.At("file"), CancellationToken.None));
        Assert.EndsWith("/file is not a fifo", exception.Message, StringComparison.Ordinal);
    }
}
