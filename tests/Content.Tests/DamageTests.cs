using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Oci;
using Xunit;

namespace Content.Tests;

/// <summary>What the store does with blobs and directories that something else has spoilt.</summary>
public sealed class DamageTests : StoreFixture
{
    private static readonly byte[] Hello = "hello, blob"u8.ToArray();

    [Fact]
    public async Task A_blob_that_cannot_be_read_is_named_with_the_place()
    {
        IContentStore store = Open();
        Digest digest = await CommitAsync(store, "upload", Hello);

        // Reading the first page of a process's memory is an input/output error.
        File.Delete(PathOf(digest));
        File.CreateSymbolicLink(PathOf(digest), "/proc/self/mem");
        await using IBlobReader reader = await store.OpenReaderAsync(digest, Token);

        DaemonException error = await Assert.ThrowsAsync<DaemonException>(async () => await reader.ReadAsync(new byte[16], 0, Token));
        Assert.Equal(ErrorKind.DataLoss, error.Kind);
        Assert.StartsWith($"content {digest} cannot be read at byte 0: Input/output error", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_in_the_place_of_a_blob_is_an_error_that_names_it()
    {
        IContentStore store = Open();
        Digest digest = await CommitAsync(store, "upload", Hello);
        File.Delete(PathOf(digest));
        Directory.CreateDirectory(PathOf(digest));

        DaemonException error = await Assert.ThrowsAsync<DaemonException>(() => store.OpenReaderAsync(digest, Token));
        Assert.Equal(ErrorKind.DataLoss, error.Kind);
        Assert.StartsWith($"content {digest} cannot be opened: ", error.Message, StringComparison.Ordinal);
        Assert.Empty(await ToListAsync(store.WalkAsync([], Token)));
    }

    [Fact]
    public async Task An_upload_puts_a_blob_right_that_has_lost_bytes()
    {
        IContentStore store = Open();
        Digest digest = await CommitAsync(store, "upload", Hello);
        await File.WriteAllBytesAsync(PathOf(digest), [1, 2, 3]);

        await using (IContentWriter writer = await store.OpenWriterAsync("again", Hello.Length, default, Token))
        {
            await writer.WriteAsync(Hello, Token);
            await writer.CommitAsync(Hello.Length, digest, NoLabels, Token);
        }

        Assert.Equal(Hello, await ReadAsync(store, digest));
        Assert.Empty(await store.ListStatusesAsync([], Token));
    }

    [Fact]
    public async Task Foreign_files_and_directories_neither_stop_a_walk_nor_are_touched()
    {
        IContentStore store = Open();
        Digest digest = await CommitAsync(store, "upload", Hello);
        await using IContentWriter ingest = await store.OpenWriterAsync("mine", 0, default, Token);
        string[] files =
        [
            Path.Combine("blobs", "README"), Path.Combine("blobs", "md5", "d41d8cd98f00b204e9800998ecf8427e"), Path.Combine("blobs", "sha256", "abc"),
            Path.Combine("blobs", "sha256", new string('A', 64)), Path.Combine("blobs", "sha512", new string('0', 64)),
            Path.Combine("blobs", "sha256", "folder", "file"), Path.Combine("ingest", "file"), Path.Combine("ingest", "nothing-in-it", "other"),
            Path.Combine("ingest", "ref-is-a-directory", "ref", "x"), Path.Combine("ingest", "no-times", "ref"), "lost+found",
        ];
        foreach (string file in files.Select(file => Path.Combine(Root, file)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, "foreign");
        }

        foreach (string directory in (string[])["ref-is-a-directory", "no-times"])
        {
            foreach (string name in (string[])["data", "startedat", "updatedat"])
            {
                await File.WriteAllTextAsync(Path.Combine(Root, "ingest", directory, name), "2024-02-03T04:05:06Z");
            }
        }

        await File.WriteAllTextAsync(Path.Combine(Root, "ingest", "no-times", "updatedat"), "yesterday");

        Assert.Equal(digest, Assert.Single(await ToListAsync(store.WalkAsync([], Token))).Digest);
        Assert.Equal("mine", Assert.Single(await store.ListStatusesAsync([], Token)).Ref);
        Assert.All(files, file => Assert.True(File.Exists(Path.Combine(Root, file)), file));
    }

    private string PathOf(Digest digest) => Path.Combine(Root, "blobs", digest.Algorithm, digest.Encoded);
}
