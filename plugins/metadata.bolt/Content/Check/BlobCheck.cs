using Microsoft.Extensions.Logging;
using PluginHost.Bolt;
using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Filters;
using PluginHost.Metadata;
using PluginHost.Oci;

namespace PluginHost.Plugins.Metadata.Content.Check;

/// <summary>
/// Reads all blobs, several at once, and compares each with its digest and with its records. Everybody works on meanwhile: a blob that is removed
/// before its turn comes is no fault.
/// </summary>
internal sealed class BlobCheck(Func<Func<Transaction, object>, object> view, IBlobSource source, ILogger logger)
{
    private long _blobs;
    private long _bytes;
    private long _faults;
    private long _orphans;

    /// <summary>Of the daemon that runs.</summary>
    public static BlobCheck Of(IPluginSet plugins)
        => plugins.GetSingle<IMetadata>(PluginTypes.Metadata) is BoltMetadata metadata
            ? metadata.NewBlobCheck()
            : throw DaemonException.NotImplemented("the metadata of this daemon is not kept in a bolt file");

    /// <summary>Checks once.</summary>
    /// <param name="options">What to check.</param>
    /// <param name="report">Is told of each finding, of one at a time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DaemonException">No such namespace, or a filter that makes no sense.</exception>
    public async Task<CheckSummary> RunAsync(CheckOptions options, Func<BlobFinding, Task> report, CancellationToken cancellationToken)
    {
        FilterSet filter = Filtering.Parse(options.Filters, logger);
        HashSet<Digest> present = [];
        await foreach (Digest digest in source.WalkAsync(cancellationToken))
        {
            present.Add(digest);
        }

        // Read after the walk: what is committed in between has a record by now, and is read because of it.
        RecordedBlobs recorded = View(transaction => RecordedBlobs.Read(transaction, options.Namespace, filter));
        List<Digest> asked = [.. recorded.Sizes.Keys];
        if (options.Namespace.Length == 0)
        {
            asked.AddRange(present.Where(digest => !recorded.IsKnown(digest) && filter.Match(new ContentFields(new ContentInfo { Digest = digest }))));
        }

        using SemaphoreSlim one = new(1, 1);
        await Parallel.ForEachAsync(
            asked,
            new ParallelOptions { MaxDegreeOfParallelism = options.Workers, CancellationToken = cancellationToken },
            async (digest, token) =>
            {
                BlobFinding? found = await ExamineAsync(digest, recorded.Sizes.TryGetValue(digest, out long size) ? size : null, token);
                if (found is null)
                {
                    return;
                }

                Interlocked.Increment(ref found.Fault == BlobFault.Orphaned ? ref _orphans : ref _faults);
                await one.WaitAsync(token);
                try
                {
                    await report(found);
                }
                finally
                {
                    one.Release();
                }
            });
        return new CheckSummary(_blobs, _bytes, _faults, _orphans, options.Workers);
    }

    // Null when nothing is wrong.
    private async Task<BlobFinding?> ExamineAsync(Digest digest, long? expected, CancellationToken cancellationToken)
    {
        BlobFinding finding = new() { Digest = digest, Fault = BlobFault.Damaged, ExpectedBytes = expected };
        try
        {
            await using IBlobReader reader = await source.OpenAsync(digest, cancellationToken);
            finding = finding with { FoundBytes = reader.Size };
            (Digest found, long bytes) = await BlobHash.OfAsync(reader, digest.Algorithm, cancellationToken);
            Interlocked.Increment(ref _blobs);
            Interlocked.Add(ref _bytes, bytes);
            if (found == digest && (expected ?? bytes) == bytes)
            {
                return expected is null ? Orphan(finding with { Fault = BlobFault.Orphaned, FoundBytes = bytes, FoundDigest = found }) : null;
            }

            return Held(finding with { FoundBytes = bytes, FoundDigest = found });
        }
        catch (DaemonException e) when (e.Kind == ErrorKind.NotFound)
        {
            // Removed since the record was read, or really lost.
            finding = Held(finding with { Fault = BlobFault.Missing });
            return finding.Namespaces.Count > 0 ? finding : null;
        }
        catch (Exception e) when (e is DaemonException or IOException or UnauthorizedAccessException)
        {
            return Held(finding with { Fault = BlobFault.Unreadable, Error = e.Message });
        }
    }

    // Its record may have come since the records were read: then nothing is wrong.
    private BlobFinding? Orphan(BlobFinding finding) => Held(finding) is { Namespaces.Count: 0 } orphan ? orphan : null;

    private BlobFinding Held(BlobFinding finding)
    {
        (IReadOnlyList<string> namespaces, IReadOnlyList<string> images) = View(transaction => RecordedBlobs.Holders(transaction, finding.Digest));
        return finding with { Namespaces = namespaces, Images = images };
    }

    private T View<T>(Func<Transaction, T> read) => (T)view(transaction => read(transaction)!);
}
