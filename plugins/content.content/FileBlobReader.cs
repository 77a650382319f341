using Microsoft.Win32.SafeHandles;
using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Oci;

namespace PluginHost.Plugins.Content;

internal sealed class FileBlobReader : IBlobReader
{
    private readonly SafeFileHandle _file;

    private FileBlobReader(SafeFileHandle file)
    {
        _file = file;
        Size = RandomAccess.GetLength(file);
    }

    public long Size { get; }

    public static FileBlobReader Open(string path, Digest digest)
    {
        try
        {
            return new FileBlobReader(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw DaemonException.Of(ErrorKind.NotFound, $"content {digest}", error);
        }
    }

    public ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
        => RandomAccess.ReadAsync(_file, buffer, offset, cancellationToken);

    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }
}
