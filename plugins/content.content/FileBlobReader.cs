using Microsoft.Win32.SafeHandles;
using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Oci;

namespace PluginHost.Plugins.Content;

internal sealed class FileBlobReader : IBlobReader
{
    private readonly SafeFileHandle _file;
    private readonly Digest _digest;

    private FileBlobReader(SafeFileHandle file, Digest digest)
    {
        _file = file;
        _digest = digest;
        Size = RandomAccess.GetLength(file);
    }

    public long Size { get; }

    public static FileBlobReader Open(string path, Digest digest)
    {
        try
        {
            return new FileBlobReader(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), digest);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw DaemonException.Of(ErrorKind.NotFound, $"content {digest}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw DaemonException.Of(ErrorKind.DataLoss, $"content {digest} cannot be opened: {error.Message}", error);
        }
    }

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        try
        {
            return await RandomAccess.ReadAsync(_file, buffer, offset, cancellationToken);
        }
        catch (IOException error)
        {
            throw DaemonException.Of(ErrorKind.DataLoss, $"content {_digest} cannot be read at byte {offset}: {error.Message}", error);
        }
    }

    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }
}
