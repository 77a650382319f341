using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Linux.Files;
using PluginHost.Logging;
using PluginHost.Oci;

namespace PluginHost.Plugins.Content;

/// <summary>An ingest that is open: appends, hashes, and on commit makes the data a blob.</summary>
internal sealed class IngestWriter : IContentWriter
{
    private const int BufferSize = 1 << 20;
    private const UnixFileMode WriteAndExecute = UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly BlobPath _paths;
    private readonly IngestDirectory _directory;
    private readonly IDisposable _hold;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly SafeFileHandle _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private IngestStatus _status;
    private bool _closed;

    private IngestWriter(
        BlobPath paths, IngestDirectory directory, IngestStatus status, IDisposable hold, TimeProvider clock, ILogger logger)
    {
        _paths = paths;
        _directory = directory;
        _status = status;
        _hold = hold;
        _clock = clock;
        _logger = logger;
        _file = File.OpenHandle(directory.DataPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
    }

    public IngestStatus Status => _status;

    public Digest CurrentDigest => Digest.FromHash(_hash.GetCurrentHash());

    /// <summary>Opens an ingest, new or where it was left. The writer owns <paramref name="hold"/> when this returns.</summary>
    public static async Task<IngestWriter> OpenAsync(
        BlobPath paths, string @ref, long total, IDisposable hold, TimeProvider clock, ILogger logger, CancellationToken cancellationToken)
    {
        IngestDirectory directory = new(paths.Ingest(@ref));
        IngestStatus? status = directory.TryCreate() ? null : Resumable(directory, @ref, total, logger);
        if (status is null)
        {
            Timestamp now = Timestamp.Now(clock);
            directory.Initialise(@ref, total, now);
            status = new IngestStatus { Ref = @ref, Total = total, StartedAt = now, UpdatedAt = now };
            File.Delete(directory.DataPath);
        }

        IngestWriter writer = new(paths, directory, status, hold, clock, logger);
        try
        {
            await writer.HashWhatIsThereAsync(cancellationToken);
            return writer;
        }
        catch
        {
            writer._file.Dispose();
            writer._hash.Dispose();
            throw;
        }
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        RequireOpen();
        cancellationToken.ThrowIfCancellationRequested();

        // The page cache takes the bytes; handing the copy to another thread would cost more than the copy.
        RandomAccess.Write(_file, data.Span, _status.Offset);
        _hash.AppendData(data.Span);
        _status = _status with { Offset = _status.Offset + data.Length, UpdatedAt = Timestamp.Now(_clock) };
        return ValueTask.CompletedTask;
    }

    public Task TruncateAsync(long size, CancellationToken cancellationToken)
    {
        RequireOpen();
        if (size != 0)
        {
            throw new DaemonException(ErrorKind.Unknown, "truncate: unsupported size");
        }

        RandomAccess.SetLength(_file, 0);
        _hash.GetHashAndReset();
        _status = _status with { Offset = 0 };
        return Task.CompletedTask;
    }

    public async Task CommitAsync(
        long size, Digest expected, IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken)
    {
        RequireOpen();
        Digest actual = await DigestForAsync(expected, cancellationToken);
        try
        {
            RandomAccess.FlushToDisk(_file);
            Verify(size, expected, actual, RandomAccess.GetLength(_file));
            Publish(actual);
        }
        finally
        {
            Close();
        }
    }

    public ValueTask DisposeAsync()
    {
        if (!_closed)
        {
            RandomAccess.FlushToDisk(_file);
            TouchQuietly();
            Close();
        }

        return ValueTask.CompletedTask;
    }

    private static IngestStatus? Resumable(IngestDirectory directory, string @ref, long total, ILogger logger)
    {
        try
        {
            IngestStatus status = directory.Read();
            if (status.Ref == @ref && (total <= 0 || status.Total <= 0 || status.Total == total))
            {
                return status with { Total = total > 0 ? total : status.Total };
            }

            logger.Warn("ingest starts anew: another ref or size was recorded", ("ref", @ref), ("recorded", status.Ref));
        }
        catch (DaemonException error) when (error.Kind == ErrorKind.NotFound)
        {
            logger.Warn(error, "ingest starts anew", ("ref", @ref));
        }

        return null;
    }

    private async Task HashWhatIsThereAsync(CancellationToken cancellationToken)
        => await ReadAllAsync(_hash, _status.Offset, cancellationToken);

    private async Task ReadAllAsync(IncrementalHash hash, long length, CancellationToken cancellationToken)
    {
        if (length == 0)
        {
            return;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (long offset = 0; offset < length;)
            {
                int count = await RandomAccess.ReadAsync(_file, buffer, offset, cancellationToken);
                if (count == 0)
                {
                    throw DaemonException.Of(ErrorKind.DataLoss, $"ingest {_status.Ref} ends at {offset} of {length} bytes");
                }

                hash.AppendData(buffer.AsSpan(0, count));
                offset += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<Digest> DigestForAsync(Digest expected, CancellationToken cancellationToken)
    {
        if (expected.IsEmpty || expected.Algorithm == "sha256")
        {
            return CurrentDigest;
        }

        HashAlgorithmName algorithm = expected.Algorithm == "sha384" ? HashAlgorithmName.SHA384 : HashAlgorithmName.SHA512;
        using IncrementalHash hash = IncrementalHash.CreateHash(algorithm);
        await ReadAllAsync(hash, _status.Offset, cancellationToken);
        return Digest.FromHash(hash.GetHashAndReset());
    }

    private void Verify(long size, Digest expected, Digest actual, long length)
    {
        if (size > 0 && size != length)
        {
            throw DaemonException.FailedPrecondition($"unexpected commit size {length}, expected {size}");
        }

        if (!expected.IsEmpty && expected != actual)
        {
            throw DaemonException.FailedPrecondition($"unexpected commit digest {actual}, expected {expected}");
        }

        if (length != _status.Offset)
        {
            throw DaemonException.FailedPrecondition($"unexpected commit size {length}, written {_status.Offset}");
        }
    }

    private void Publish(Digest digest)
    {
        string target = _paths.File(digest);
        string directory = _paths.Directory(digest.Algorithm);
        CreateDirectory(directory);
        FileInfo existing = new(target);
        if (existing.Exists && existing.Length == _status.Offset)
        {
            _directory.Delete();
            throw DaemonException.AlreadyExists($"content {digest}");
        }

        if (existing.Exists)
        {
            _logger.Warn("damaged blob replaced by what was uploaded", ("digest", digest), ("bytes", existing.Length), ("expected", _status.Offset));
        }

        File.Move(_directory.DataPath, target, overwrite: true);
        DurableFile.SyncDirectory(directory);
        Finish(target);
    }

    // A directory that is made for the first blob of its kind is as durable as the blob.
    private void CreateDirectory(string directory)
    {
        if (!Directory.Exists(directory))
        {
            Directory.CreateDirectory(directory);
            DurableFile.SyncDirectory(_paths.Blobs);
            DurableFile.SyncDirectory(_paths.Root);
        }
    }

    // The blob is there and durable: what fails from here on is no failure of the commit.
    private void Finish(string target)
    {
        try
        {
            File.SetUnixFileMode(_file, File.GetUnixFileMode(_file) & ~WriteAndExecute);
            _directory.Delete();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _logger.Error(error, "could not tidy up after a commit", ("path", target));
        }
    }

    private void TouchQuietly()
    {
        try
        {
            _directory.Touch(_status.UpdatedAt);
        }
        catch (DirectoryNotFoundException)
        {
            // Aborted while it was open: there is nothing left to be resumed.
        }
    }

    private void Close()
    {
        _closed = true;
        _file.Dispose();
        _hash.Dispose();
        _hold.Dispose();
    }

    private void RequireOpen()
    {
        if (_closed)
        {
            throw DaemonException.FailedPrecondition($"cannot commit on closed writer of {_status.Ref}");
        }
    }
}
