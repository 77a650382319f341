using PluginHost.Conformance.Support;
using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Oci;

namespace PluginHost.Conformance.Content;

/// <summary>
/// All that a content store has to do (containerd core/content/testsuite). An implementation derives, says in
/// <see cref="ContentStoreHarness.OpenAsync"/> how it is opened, and states a deviation by overriding a property.
/// </summary>
public abstract class ContentStoreConformance : ContentIngestCases
{
    private static readonly Digest Unknown = Digest.Of("nothing of this kind"u8);

    [SuiteFact]
    public async Task A_blob_is_read_from_anywhere()
    {
        byte[] content = Bytes(100_000);
        Digest digest = await AddAsync("ref", content);
        await using IBlobReader reader = await Store.OpenReaderAsync(digest, Deadline);
        byte[] buffer = new byte[100];

        foreach (int offset in (int[])[99_950, 0, 50_000, 99_999])
        {
            int read = await reader.ReadAsync(buffer, offset, Deadline);
            Assert.InRange(read, 1, 100);
            Assert.Equal(content[offset..(offset + read)], buffer[..read]);
        }

        Assert.Equal(content.Length, reader.Size);
        Assert.Equal(0, await reader.ReadAsync(buffer, content.Length, Deadline));
        Assert.Equal(0, await reader.ReadAsync(buffer, content.Length + 1000, Deadline));
    }

    [SuiteFact]
    public async Task Many_read_a_blob_at_once()
    {
        byte[] content = Bytes(300_000);
        Digest digest = await AddAsync("ref", content);

        byte[][] read = await Task.WhenAll(Enumerable.Range(1, 8).Select(i => ReadAsync(digest, i * 1000)));

        Assert.All(read, bytes => Assert.Equal(content, bytes));
    }

    [SuiteFact]
    public async Task An_open_blob_stays_readable_when_it_is_deleted()
    {
        byte[] content = Bytes(100_000);
        Digest digest = await AddAsync("ref", content);
        await using IBlobReader reader = await Store.OpenReaderAsync(digest, Deadline);

        await Store.DeleteAsync(digest, Deadline);

        byte[] buffer = new byte[1000];
        if (!KeepsOpenBlobs)
        {
            await FailsAsync(ErrorKind.NotFound, () => reader.ReadAsync(buffer, 50_000, Deadline).AsTask());
            return;
        }

        int read = await reader.ReadAsync(buffer, 50_000, Deadline);
        Assert.InRange(read, 1, 1000);
        Assert.Equal(content[50_000..(50_000 + read)], buffer[..read]);
    }

    [SuiteFact]
    public async Task A_deleted_blob_is_gone_and_can_come_again()
    {
        byte[] content = Bytes(1000);
        Digest digest = await AddAsync("ref", content);

        await Store.DeleteAsync(digest, Deadline);

        await FailsAsync(ErrorKind.NotFound, () => Store.InfoAsync(digest, Deadline));
        Assert.Empty(await WalkAsync());
        await AddAsync("ref", content);
        Assert.Equal(content, await ReadAsync(digest));
    }

    [SuiteFact]
    public async Task What_is_not_there_is_not_found()
    {
        await FailsAsync(ErrorKind.NotFound, () => Store.InfoAsync(Unknown, Deadline));
        await FailsAsync(ErrorKind.NotFound, () => Store.OpenReaderAsync(Unknown, Deadline));
        await FailsAsync(ErrorKind.NotFound, () => Store.StatusAsync("missing", Deadline));
        if (RefusesToDeleteWhatIsAbsent)
        {
            await FailsAsync(ErrorKind.NotFound, () => Store.DeleteAsync(Unknown, Deadline));
        }
        else
        {
            await Store.DeleteAsync(Unknown, Deadline);
        }

        if (RefusesToAbortWhatIsAbsent)
        {
            await FailsAsync(ErrorKind.NotFound, () => Store.AbortAsync("missing", Deadline));
            return;
        }

        await Store.AbortAsync("missing", Deadline);
    }

    [SuiteFact]
    public async Task A_walk_gives_every_blob_once_and_filters()
    {
        Digest[] digests = await Task.WhenAll(Enumerable.Range(0, 79).Select(i => AddAsync($"ref-{i}", Bytes(100 + i, i))));

        Assert.Equal(digests.Select(digest => digest.ToString()).Order(StringComparer.Ordinal), await WalkAsync());
        Assert.Equal([digests[7].ToString()], await WalkAsync($"digest=={digests[7]}"));
        Assert.Equal(2, (await WalkAsync($"digest=={digests[7]}", $"digest=={digests[8]}")).Count);
        Assert.Empty(await WalkAsync($"digest=={Unknown}"));
        await FailsAsync(ErrorKind.InvalidArgument, () => WalkAsync("digest=="));
    }

    [SuiteFact]
    public async Task Labels_are_set_replaced_and_removed()
    {
        Digest digest = await AddAsync("ref", Bytes(10), new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" });
        ContentInfo info = await Store.InfoAsync(digest, Deadline);
        if (!KeepsLabels)
        {
            Assert.Empty(info.Labels);
            await FailsAsync(ErrorKind.FailedPrecondition, () => Store.UpdateAsync(info, ["labels.a"], Deadline));
            return;
        }

        Assert.Equal(new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" }, info.Labels);
        await UpdateAsync(info, new() { ["a"] = "changed", ["c"] = "not named" }, ["labels.a"], new() { ["a"] = "changed", ["b"] = "2" });
        await UpdateAsync(info, [], ["labels.b"], new() { ["a"] = "changed" });
        await UpdateAsync(info, new() { ["d"] = "4" }, ["labels"], new() { ["d"] = "4" });
        await UpdateAsync(info, new() { ["e"] = "5" }, [], new() { ["e"] = "5" });
        await FailsAsync(ErrorKind.InvalidArgument, () => Store.UpdateAsync(info, ["size"], Deadline));
        await FailsAsync(ErrorKind.NotFound, () => Store.UpdateAsync(info with { Digest = Unknown }, ["labels"], Deadline));
        Assert.Equal([digest.ToString()], await WalkAsync("labels.e==5"));
        Assert.Empty(await WalkAsync("labels.a"));
    }

    [SuiteFact]
    public async Task A_cancelled_call_ends_and_leaves_what_was_there()
    {
        byte[] content = Bytes(1000);
        Digest digest = await AddAsync("ref", content);
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();

        await using (IContentWriter writer = await WriterAsync("half"))
        {
            await writer.WriteAsync(content.AsMemory(0, 10), Deadline);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await writer.WriteAsync(content, cancelled.Token));
        }

        Assert.Equal(10, (await Store.StatusAsync("half", Deadline)).Offset);
        Assert.Equal(content, await ReadAsync(digest));
    }

    private async Task UpdateAsync(
        ContentInfo info, Dictionary<string, string> labels, IReadOnlyList<string> fields, Dictionary<string, string> expected)
    {
        ContentInfo updated = await Store.UpdateAsync(info with { Labels = labels }, fields, Deadline);

        Assert.Equal(expected, updated.Labels);
        Assert.Equal(expected, (await Store.InfoAsync(info.Digest, Deadline)).Labels);
        Assert.Equal((info.Size, info.CreatedAt), (updated.Size, updated.CreatedAt));
    }
}
