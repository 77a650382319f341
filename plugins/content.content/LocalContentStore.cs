using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Filters;
using PluginHost.Logging;
using PluginHost.Oci;

namespace PluginHost.Plugins.Content;

/// <summary>The content store in a directory. Knows neither namespaces nor labels: the metadata in front of it does.</summary>
internal sealed class LocalContentStore : IContentStore
{
    private readonly BlobPath _paths;
    private readonly RefLocks _locks;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    private LocalContentStore(BlobPath paths, TimeProvider clock, ILogger logger)
    {
        _paths = paths;
        _locks = new RefLocks(clock);
        _clock = clock;
        _logger = logger;
    }

    /// <summary>Opens the store, making its directory if it is missing.</summary>
    public static LocalContentStore Open(string root, TimeProvider clock, ILogger logger)
    {
        Directory.CreateDirectory(root);
        return new LocalContentStore(new BlobPath(root), clock, logger);
    }

    public Task<ContentInfo> InfoAsync(Digest digest, CancellationToken cancellationToken)
    {
        FileInfo file = new(_paths.File(digest));
        return file.Exists ? Task.FromResult(Describe(digest, file)) : throw DaemonException.NotFound($"content {digest}");
    }

    public Task<ContentInfo> UpdateAsync(ContentInfo info, IReadOnlyList<string> fieldPaths, CancellationToken cancellationToken)
        => throw DaemonException.FailedPrecondition("update not supported on immutable content store");

    public async IAsyncEnumerable<ContentInfo> WalkAsync(
        IReadOnlyList<string> filters, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        FilterSet filter = BlobFields.Parse(filters);
        foreach (FileInfo file in BlobFiles())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!Digest.TryParse($"{file.Directory!.Name}:{file.Name}", out Digest digest))
            {
                _logger.Warn("foreign file among the blobs left alone", ("path", file.FullName));
            }
            else if (filter.Match(new BlobFields("digest", digest.ToString())) && file.Exists)
            {
                yield return Describe(digest, file);
            }
        }

        await Task.CompletedTask;
    }

    public Task DeleteAsync(Digest digest, CancellationToken cancellationToken)
    {
        string path = _paths.File(digest);
        if (!File.Exists(path))
        {
            throw DaemonException.NotFound($"content {digest}");
        }

        File.Delete(path);
        return Task.CompletedTask;
    }

    public Task<IBlobReader> OpenReaderAsync(Digest digest, CancellationToken cancellationToken)
        => Task.FromResult<IBlobReader>(FileBlobReader.Open(_paths.File(digest), digest));

    public Task<IngestStatus> StatusAsync(string @ref, CancellationToken cancellationToken)
        => Task.FromResult(new IngestDirectory(_paths.Ingest(@ref)).Read());

    public Task<IReadOnlyList<IngestStatus>> ListStatusesAsync(IReadOnlyList<string> filters, CancellationToken cancellationToken)
    {
        FilterSet filter = BlobFields.Parse(filters);
        List<IngestStatus> statuses = [];
        if (Directory.Exists(_paths.Ingests))
        {
            foreach (string directory in Directory.EnumerateDirectories(_paths.Ingests))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (TryRead(directory) is { } status && filter.Match(new BlobFields("ref", status.Ref)))
                {
                    statuses.Add(status);
                }
            }
        }

        return Task.FromResult<IReadOnlyList<IngestStatus>>(statuses);
    }

    public Task AbortAsync(string @ref, CancellationToken cancellationToken)
    {
        IngestDirectory ingest = new(_paths.Ingest(@ref));
        ingest.Delete();
        return Task.CompletedTask;
    }

    public async Task<IContentWriter> OpenWriterAsync(string @ref, long total, Digest expected, CancellationToken cancellationToken)
    {
        if (@ref.Length == 0)
        {
            throw DaemonException.InvalidArgument("ref must not be empty");
        }

        if (!expected.IsEmpty && File.Exists(_paths.File(expected)))
        {
            throw DaemonException.AlreadyExists($"content {expected}");
        }

        IDisposable hold = await _locks.TakeAsync(@ref, cancellationToken);
        try
        {
            Directory.CreateDirectory(_paths.Ingests);
            return await IngestWriter.OpenAsync(_paths, @ref, total, hold, _clock, _logger, cancellationToken);
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    private static ContentInfo Describe(Digest digest, FileInfo file) => new()
    {
        Digest = digest,
        Size = file.Length,
        CreatedAt = Timestamp.From(file.LastWriteTimeUtc),
        UpdatedAt = Timestamp.From(file.LastAccessTimeUtc),
    };

    private IEnumerable<FileInfo> BlobFiles()
    {
        foreach (string algorithm in (string[])["sha256", "sha384", "sha512"])
        {
            DirectoryInfo directory = new(_paths.Directory(algorithm));
            if (directory.Exists)
            {
                foreach (FileInfo file in directory.EnumerateFiles())
                {
                    yield return file;
                }
            }
        }
    }

    private IngestStatus? TryRead(string directory)
    {
        try
        {
            return new IngestDirectory(directory).Read();
        }
        catch (Exception error) when (error is DaemonException { Kind: ErrorKind.NotFound } or IOException or UnauthorizedAccessException)
        {
            _logger.Warn(error, "ingest without a status passed over", ("path", directory));
            return null;
        }
    }
}
