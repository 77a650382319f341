using System.Security.Cryptography;
using System.Text;
using PluginHost;
using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Oci;
using Xunit;

namespace Content.Tests;

public sealed class LocalContentStoreTests : StoreFixture
{
    private static readonly byte[] Hello = Encoding.UTF8.GetBytes("hello, blob");

    [Fact]
    public async Task A_committed_blob_can_be_read_and_its_ingest_is_gone()
    {
        IContentStore store = Open();

        Digest digest = await CommitAsync(store, "upload", Hello);

        Assert.Equal(Hello, await ReadAsync(store, digest));
        Assert.Equal(Hello.Length, (await store.InfoAsync(digest, Token)).Size);
        Assert.Empty(await store.ListStatusesAsync([], Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Root, "ingest")));
    }

    [Fact]
    public async Task A_blob_lies_where_containerd_has_it_and_nobody_can_write_it()
    {
        Digest digest = await CommitAsync(Open(), "upload", Hello);

        string path = Path.Combine(Root, "blobs", "sha256", digest.Encoded);
        Assert.Equal(Hello, await File.ReadAllBytesAsync(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(path));
    }

    [Fact]
    public async Task An_ingest_lies_where_containerd_has_it()
    {
        IContentStore store = Open();
        await using IContentWriter writer = await store.OpenWriterAsync("k8s.io/1/layer", 100, default, Token);
        await writer.WriteAsync(Hello, Token);

        string name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("k8s.io/1/layer")));
        string directory = Path.Combine(Root, "ingest", name);
        Assert.Equal("k8s.io/1/layer", await File.ReadAllTextAsync(Path.Combine(directory, "ref")));
        Assert.Equal("100", await File.ReadAllTextAsync(Path.Combine(directory, "total")));
        Assert.Equal(Hello, await File.ReadAllBytesAsync(Path.Combine(directory, "data")));
        Assert.True(DateTimeOffset.TryParse(await File.ReadAllTextAsync(Path.Combine(directory, "startedat")), out _));
    }

    [Fact]
    public async Task An_ingest_goes_on_where_a_crash_left_it()
    {
        await using (IContentWriter writer = await Open().OpenWriterAsync("upload", Hello.Length, default, Token))
        {
            await writer.WriteAsync(Hello.AsMemory(0, 5), Token);
        }

        IContentStore reopened = Open();
        await using IContentWriter resumed = await reopened.OpenWriterAsync("upload", Hello.Length, default, Token);
        Assert.Equal(5, resumed.Status.Offset);
        Assert.Equal(Digest.Of(Hello.AsSpan(0, 5)), resumed.CurrentDigest);

        await resumed.WriteAsync(Hello.AsMemory(5), Token);
        await resumed.CommitAsync(Hello.Length, Digest.Of(Hello), NoLabels, Token);
        Assert.Equal(Hello, await ReadAsync(reopened, Digest.Of(Hello)));
    }

    [Fact]
    public async Task An_ingest_of_another_size_starts_anew()
    {
        await using (IContentWriter writer = await Open().OpenWriterAsync("upload", 10, default, Token))
        {
            await writer.WriteAsync(Hello.AsMemory(0, 5), Token);
        }

        await using IContentWriter other = await Open().OpenWriterAsync("upload", 20, default, Token);

        Assert.Equal(0, other.Status.Offset);
        await other.WriteAsync(Hello, Token);
        await other.CommitAsync(Hello.Length, Digest.Of(Hello), NoLabels, Token);
    }

    [Fact]
    public async Task A_damaged_ingest_starts_anew()
    {
        IContentStore store = Open();
        await using (IContentWriter writer = await store.OpenWriterAsync("upload", 0, default, Token))
        {
            await writer.WriteAsync(Hello, Token);
        }

        string directory = Directory.EnumerateDirectories(Path.Combine(Root, "ingest")).Single();
        await File.WriteAllTextAsync(Path.Combine(directory, "startedat"), "yesterday");

        await using IContentWriter anew = await store.OpenWriterAsync("upload", 0, default, Token);
        Assert.Equal(0, anew.Status.Offset);
    }

    [Fact]
    public async Task A_ref_has_one_writer_at_a_time()
    {
        IContentStore store = Open();
        IContentWriter first = await store.OpenWriterAsync("upload", 0, default, Token);

        DaemonException refusal = await Assert.ThrowsAsync<DaemonException>(() => store.OpenWriterAsync("upload", 0, default, Token));
        Assert.Equal(ErrorKind.Unavailable, refusal.Kind);
        Assert.Contains("ref upload locked for", refusal.Message, StringComparison.Ordinal);

        await first.DisposeAsync();
        await (await store.OpenWriterAsync("upload", 0, default, Token)).DisposeAsync();
    }

    [Fact]
    public async Task An_ingest_that_was_closed_says_when_it_was_last_written_and_not_when_it_was_closed()
    {
        IContentStore store = Open();
        IContentWriter writer = await store.OpenWriterAsync("upload", 0, default, Token);
        await writer.WriteAsync(Hello, Token);
        Timestamp written = writer.Status.UpdatedAt;
        await writer.DisposeAsync();

        Assert.Equal(written, (await store.StatusAsync("upload", Token)).UpdatedAt);
        await using IContentWriter resumed = await store.OpenWriterAsync("upload", 0, default, Token);
        Assert.Equal(written, resumed.Status.UpdatedAt);
    }

    [Fact]
    public async Task A_ref_whose_writer_is_about_to_close_is_waited_for()
    {
        IContentStore store = Open();
        IContentWriter first = await store.OpenWriterAsync("upload", 0, default, Token);
        await first.WriteAsync(Hello, Token);

        Task<IContentWriter> waiting = store.OpenWriterAsync("upload", 0, default, Token);
        Assert.False(waiting.IsCompleted);
        await first.DisposeAsync();

        await using IContentWriter second = await waiting;
        Assert.Equal(Hello.Length, second.Status.Offset);
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(11, false)]
    public async Task A_commit_with_the_wrong_size_or_digest_is_refused_and_can_be_resumed(long size, bool rightDigest)
    {
        IContentStore store = Open();
        Digest expected = rightDigest ? Digest.Of(Hello) : Digest.Of("something else"u8);
        await using (IContentWriter writer = await store.OpenWriterAsync("upload", 0, default, Token))
        {
            await writer.WriteAsync(Hello, Token);
            DaemonException refusal = await Assert.ThrowsAsync<DaemonException>(() => writer.CommitAsync(size, expected, NoLabels, Token));
            Assert.Equal(ErrorKind.FailedPrecondition, refusal.Kind);
        }

        Assert.Empty(await ToListAsync(store.WalkAsync([], Token)));
        await using IContentWriter resumed = await store.OpenWriterAsync("upload", 0, default, Token);
        Assert.Equal(Hello.Length, resumed.Status.Offset);
    }

    [Fact]
    public async Task A_closed_writer_cannot_commit()
    {
        IContentWriter writer = await Open().OpenWriterAsync("upload", 0, default, Token);
        await writer.DisposeAsync();

        DaemonException refusal = await Assert.ThrowsAsync<DaemonException>(() => writer.CommitAsync(0, default, NoLabels, Token));
        Assert.Equal(ErrorKind.FailedPrecondition, refusal.Kind);
    }

    [Fact]
    public async Task A_blob_that_is_there_is_said_to_be_there()
    {
        IContentStore store = Open();
        Digest digest = await CommitAsync(store, "first", Hello);

        DaemonException atOpen = await Assert.ThrowsAsync<DaemonException>(() => store.OpenWriterAsync("second", 0, digest, Token));
        await using IContentWriter writer = await store.OpenWriterAsync("third", 0, default, Token);
        await writer.WriteAsync(Hello, Token);
        DaemonException atCommit = await Assert.ThrowsAsync<DaemonException>(() => writer.CommitAsync(0, digest, NoLabels, Token));

        Assert.Equal(ErrorKind.AlreadyExists, atOpen.Kind);
        Assert.Equal(ErrorKind.AlreadyExists, atCommit.Kind);
        Assert.Empty(await store.ListStatusesAsync([], Token));
    }

    [Fact]
    public async Task Truncation_starts_again_at_nothing_and_takes_no_other_size()
    {
        await using IContentWriter writer = await Open().OpenWriterAsync("upload", 0, default, Token);
        await writer.WriteAsync(Hello, Token);

        await Assert.ThrowsAsync<DaemonException>(() => writer.TruncateAsync(3, Token));
        await writer.TruncateAsync(0, Token);

        Assert.Equal(0, writer.Status.Offset);
        Assert.Equal(Digest.Of([]), writer.CurrentDigest);
        await writer.WriteAsync(Hello, Token);
        await writer.CommitAsync(Hello.Length, Digest.Of(Hello), NoLabels, Token);
    }

    [Fact]
    public async Task A_blob_can_be_named_by_sha512()
    {
        IContentStore store = Open();
        Digest digest = Digest.FromHash(SHA512.HashData(Hello));
        await using IContentWriter writer = await store.OpenWriterAsync("upload", 0, digest, Token);
        await writer.WriteAsync(Hello, Token);
        await writer.CommitAsync(0, digest, NoLabels, Token);

        Assert.Equal(Hello, await ReadAsync(store, digest));
        Assert.Equal(digest, Assert.Single(await ToListAsync(store.WalkAsync([], Token))).Digest);
    }

    [Fact]
    public async Task An_open_blob_stays_readable_when_it_is_deleted()
    {
        IContentStore store = Open();
        Digest digest = await CommitAsync(store, "upload", Hello);
        await using IBlobReader reader = await store.OpenReaderAsync(digest, Token);

        await store.DeleteAsync(digest, Token);

        byte[] buffer = new byte[100];
        Assert.Equal(Hello.Length, await reader.ReadAsync(buffer, 0, Token));
        Assert.Equal(0, await reader.ReadAsync(buffer, Hello.Length, Token));
        Assert.Equal(ErrorKind.NotFound, (await Assert.ThrowsAsync<DaemonException>(() => store.InfoAsync(digest, Token))).Kind);
        Assert.Equal(ErrorKind.NotFound, (await Assert.ThrowsAsync<DaemonException>(() => store.OpenReaderAsync(digest, Token))).Kind);
        Assert.Equal(ErrorKind.NotFound, (await Assert.ThrowsAsync<DaemonException>(() => store.DeleteAsync(digest, Token))).Kind);
    }

    [Fact]
    public async Task A_foreign_file_among_the_blobs_is_neither_listed_nor_touched()
    {
        IContentStore store = Open();
        Digest digest = await CommitAsync(store, "upload", Hello);
        string foreign = Path.Combine(Root, "blobs", "sha256", "README");
        await File.WriteAllTextAsync(foreign, "not a blob");

        Assert.Equal(digest, Assert.Single(await ToListAsync(store.WalkAsync([], Token))).Digest);
        Assert.True(File.Exists(foreign));
    }

    [Fact]
    public async Task Filters_choose_blobs_and_ingests()
    {
        IContentStore store = Open();
        Digest digest = await CommitAsync(store, "upload", Hello);
        await CommitAsync(store, "other", "other"u8.ToArray());
        await using IContentWriter a = await store.OpenWriterAsync("a", 0, default, Token);
        await using IContentWriter b = await store.OpenWriterAsync("b", 0, default, Token);

        Assert.Equal(digest, Assert.Single(await ToListAsync(store.WalkAsync([$"digest==\"{digest}\""], Token))).Digest);
        Assert.Equal("b", Assert.Single(await store.ListStatusesAsync(["ref==b"], Token)).Ref);
        DaemonException refusal = await Assert.ThrowsAsync<DaemonException>(() => store.ListStatusesAsync(["ref=="], Token));
        Assert.Equal(ErrorKind.InvalidArgument, refusal.Kind);
    }

    [Fact]
    public async Task An_aborted_ingest_is_gone_and_a_second_abort_is_no_error()
    {
        IContentStore store = Open();
        await (await store.OpenWriterAsync("upload", 0, default, Token)).DisposeAsync();

        await store.AbortAsync("upload", Token);
        await store.AbortAsync("upload", Token);

        Assert.Equal(ErrorKind.NotFound, (await Assert.ThrowsAsync<DaemonException>(() => store.StatusAsync("upload", Token))).Kind);
    }

    [Fact]
    public async Task An_empty_ref_is_refused()
        => Assert.Equal(
            ErrorKind.InvalidArgument, (await Assert.ThrowsAsync<DaemonException>(() => Open().OpenWriterAsync("", 0, default, Token))).Kind);

    [Fact]
    public async Task Labels_are_not_kept_here()
    {
        IContentStore store = Open();
        Digest digest = await CommitAsync(store, "upload", Hello);
        ContentInfo info = await store.InfoAsync(digest, Token);

        Assert.Equal(
            ErrorKind.FailedPrecondition, (await Assert.ThrowsAsync<DaemonException>(() => store.UpdateAsync(info, [], Token))).Kind);
    }
}
