using PluginHost.Conformance.Support;
using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Oci;

namespace PluginHost.Conformance.Content;

/// <summary>Writing: ingests, how they are resumed, and when they become blobs.</summary>
public abstract class ContentIngestCases : ContentStoreHarness
{
    [SuiteTheory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_blob_is_written_in_pieces_whatever_is_known_before(bool size, bool digest)
    {
        byte[] content = Bytes(3_000_000);
        Digest expected = Digest.Of(content);
        await using (IContentWriter writer = await Store.OpenWriterAsync("ref", size ? content.Length : 0, digest ? expected : default, Deadline))
        {
            for (int i = 0; i < content.Length; i += 70_000)
            {
                await writer.WriteAsync(content.AsMemory(i, Math.Min(70_000, content.Length - i)), Deadline);
            }

            await writer.CommitAsync(size ? content.Length : 0, digest ? expected : default, NoLabels, Deadline);
        }

        Assert.Equal(content, await ReadAsync(expected, 100_000));
        ContentInfo info = await Store.InfoAsync(expected, Deadline);
        Assert.Equal((expected, content.Length), (info.Digest, info.Size));
        await FailsAsync(ErrorKind.NotFound, () => Store.StatusAsync("ref", Deadline));
    }

    [SuiteFact]
    public async Task Writers_of_different_refs_work_beside_each_other()
    {
        byte[][] contents = [.. Enumerable.Range(0, 8).Select(i => Bytes(200_000, i))];

        await Task.WhenAll(contents.Select((content, i) => AddAsync($"ref-{i}", content)));

        foreach (byte[] content in contents)
        {
            Assert.Equal(content, await ReadAsync(Digest.Of(content)));
        }

        Assert.Empty(await Store.ListStatusesAsync([], Deadline));
    }

    [SuiteFact]
    public async Task Nothing_can_be_committed_too()
    {
        Digest digest = await AddAsync("ref", []);

        Assert.Equal(0, (await Store.InfoAsync(digest, Deadline)).Size);
        Assert.Empty(await ReadAsync(digest));
    }

    [SuiteFact]
    public async Task A_blob_is_not_there_before_its_commit()
    {
        byte[] content = Bytes(1000);
        await using IContentWriter writer = await WriterAsync("ref");
        await writer.WriteAsync(content, Deadline);

        await FailsAsync(ErrorKind.NotFound, () => Store.InfoAsync(Digest.Of(content), Deadline));
        await FailsAsync(ErrorKind.NotFound, () => Store.OpenReaderAsync(Digest.Of(content), Deadline));
        Assert.Empty(await WalkAsync());
    }

    [SuiteFact]
    public async Task The_status_follows_what_is_written()
    {
        byte[] content = Bytes(256);
        await using IContentWriter writer = await Store.OpenWriterAsync("ref", 256, default, Deadline);
        IngestStatus first = writer.Status;
        Assert.Equal(("ref", 0L, 256L), (first.Ref, first.Offset, first.Total));
        Assert.Equal(Digest.Of([]), writer.CurrentDigest);
        foreach (int offset in (int[])[64, 192, 256])
        {
            await writer.WriteAsync(content.AsMemory((int)writer.Status.Offset, offset - (int)writer.Status.Offset), Deadline);

            Assert.Equal(offset, writer.Status.Offset);
            Assert.Equal(Digest.Of(content.AsSpan(0, offset)), writer.CurrentDigest);
            Assert.Equal(first.StartedAt, writer.Status.StartedAt);
            Assert.Equal(offset, (await Store.StatusAsync("ref", Deadline)).Offset);
            Assert.Equal(["ref"], (await Store.ListStatusesAsync([], Deadline)).Select(status => status.Ref));
        }
    }

    [SuiteTheory]
    [InlineData(500)]
    [InlineData(5000)]
    [InlineData(500_000)]
    public async Task An_ingest_goes_on_where_it_was_left(int size)
    {
        foreach (int percent in (int[])[0, 10, 50, 90, 100])
        {
            byte[] content = Bytes(size, size + percent);
            int cut = size * percent / 100;
            await BeginAsync($"ref-{percent}", content.AsMemory(0, cut));
            Assert.Equal(cut, (await Store.StatusAsync($"ref-{percent}", Deadline)).Offset);

            await using IContentWriter writer = await WriterAsync($"ref-{percent}");
            Assert.Equal((cut, Digest.Of(content.AsSpan(0, cut))), (writer.Status.Offset, writer.CurrentDigest));
            await writer.WriteAsync(content.AsMemory(cut), Deadline);
            await writer.CommitAsync(size, Digest.Of(content), NoLabels, Deadline);

            Assert.Equal(content, await ReadAsync(Digest.Of(content)));
        }
    }

    [SuiteFact]
    public async Task Truncation_starts_again_at_nothing_and_takes_no_other_size()
    {
        byte[] content = Bytes(1000);
        await BeginAsync("ref", Bytes(5000, 2));
        await using (IContentWriter writer = await WriterAsync("ref"))
        {
            await writer.TruncateAsync(0, Deadline);
            Assert.Equal((0, Digest.Of([])), (writer.Status.Offset, writer.CurrentDigest));
            await Assert.ThrowsAsync<DaemonException>(() => writer.TruncateAsync(10, Deadline));
            await writer.WriteAsync(content, Deadline);
            await writer.CommitAsync(0, default, NoLabels, Deadline);
        }

        Assert.Equal(content, await ReadAsync(Digest.Of(content)));
    }

    [SuiteFact]
    public async Task A_ref_has_one_writer_at_a_time()
    {
        await using (await WriterAsync("ref"))
        {
            await FailsAsync(ErrorKind.Unavailable, () => WriterAsync("ref"));
            await using IContentWriter other = await WriterAsync("other");
        }

        await using IContentWriter next = await WriterAsync("ref");
        Assert.Equal("ref", next.Status.Ref);
    }

    [SuiteTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_there_already_is_said_to_be_and_the_ingest_is_gone(bool named)
    {
        byte[] content = Bytes(1000);
        Digest digest = await AddAsync("first", content);
        await using (IContentWriter writer = await WriterAsync("second"))
        {
            await writer.WriteAsync(content, Deadline);
            await FailsAsync(ErrorKind.AlreadyExists, () => writer.CommitAsync(0, named ? digest : default, NoLabels, Deadline));
        }

        await FailsAsync(ErrorKind.NotFound, () => Store.StatusAsync("second", Deadline));
        await FailsAsync(ErrorKind.AlreadyExists, () => Store.OpenWriterAsync("third", content.Length, digest, Deadline));
        Assert.Empty(await Store.ListStatusesAsync([], Deadline));
        Assert.Equal(content, await ReadAsync(digest));
    }

    [SuiteTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_wrong_size_or_digest_is_refused_and_what_was_written_stays(bool wrongSize)
    {
        byte[] content = Bytes(1000);
        Digest other = Digest.Of(Bytes(10));
        await using (IContentWriter writer = await WriterAsync("ref"))
        {
            await writer.WriteAsync(content, Deadline);
            await FailsAsync(
                ErrorKind.FailedPrecondition,
                () => writer.CommitAsync(wrongSize ? 999 : 1000, wrongSize ? default : other, NoLabels, Deadline));
        }

        await FailsAsync(ErrorKind.NotFound, () => Store.InfoAsync(Digest.Of(content), Deadline));
        await using (IContentWriter writer = await WriterAsync("ref"))
        {
            Assert.Equal(1000, writer.Status.Offset);
            await writer.CommitAsync(1000, Digest.Of(content), NoLabels, Deadline);
        }

        Assert.Equal(content, await ReadAsync(Digest.Of(content)));
    }

    [SuiteFact]
    public async Task A_closed_writer_does_not_commit()
    {
        IContentWriter writer = await WriterAsync("ref");
        await writer.WriteAsync(Bytes(10), Deadline);
        await writer.DisposeAsync();

        await FailsAsync(ErrorKind.FailedPrecondition, () => writer.CommitAsync(0, default, NoLabels, Deadline));

        await writer.DisposeAsync();
        Assert.Equal(10, (await Store.StatusAsync("ref", Deadline)).Offset);
    }

    [SuiteFact]
    public async Task An_aborted_ingest_is_gone_and_its_ref_begins_anew()
    {
        await BeginAsync("ref", Bytes(1000));

        await Store.AbortAsync("ref", Deadline);

        await FailsAsync(ErrorKind.NotFound, () => Store.StatusAsync("ref", Deadline));
        await using IContentWriter writer = await WriterAsync("ref");
        Assert.Equal((0, Digest.Of([])), (writer.Status.Offset, writer.CurrentDigest));
    }

    [SuiteFact]
    public async Task An_empty_ref_is_refused()
        => await FailsAsync(ErrorKind.InvalidArgument, () => WriterAsync(""));

    [SuiteFact]
    public async Task Ingests_are_listed_and_filtered()
    {
        await BeginAsync("one", Bytes(10));
        await BeginAsync("two", Bytes(20));

        Assert.Equal(["one", "two"], (await Store.ListStatusesAsync([], Deadline)).Select(status => status.Ref).Order(StringComparer.Ordinal));
        Assert.Equal([20L], (await Store.ListStatusesAsync(["ref==two"], Deadline)).Select(status => status.Offset));
        await FailsAsync(ErrorKind.InvalidArgument, () => Store.ListStatusesAsync(["ref=="], Deadline));
    }

    [SuiteFact]
    public async Task What_was_written_outlives_the_store()
    {
        byte[] content = Bytes(1000);
        Digest digest = await AddAsync("done", content);
        await BeginAsync("half", content.AsMemory(0, 300));

        await ReopenAsync();

        if (!OutlivesItsProcess)
        {
            Assert.Empty(await WalkAsync());
            return;
        }

        Assert.Equal(content, await ReadAsync(digest));
        Assert.Equal(300, (await Store.StatusAsync("half", Deadline)).Offset);
        await using IContentWriter writer = await WriterAsync("half");
        Assert.Equal(Digest.Of(content.AsSpan(0, 300)), writer.CurrentDigest);
    }
}
