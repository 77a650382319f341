using System.Runtime.CompilerServices;
using PluginHost.Content;
using PluginHost.Errors;
using PluginHost.Oci;

namespace PluginHost.Plugins.Metadata.Content.Check;

/// <summary>
/// The blobs of containerd's own content store, <c>blobs/&lt;algorithm&gt;/&lt;hex&gt;</c>, read without it (containerd plugins/content/local). Files of
/// other names are not blobs.
/// </summary>
internal sealed class DirectoryBlobs(string daemonRoot) : IBlobSource
{
    private static readonly string[] Algorithms = ["sha256", "sha384", "sha512"];

    private readonly string _root = Path.Combine(daemonRoot, $"{PluginTypes.Content}.content");

    public async IAsyncEnumerable<Digest> WalkAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (string directory in Algorithms.Select(algorithm => Path.Combine(_root, "blobs", algorithm)).Where(Directory.Exists))
        {
            foreach (string file in Directory.EnumerateFiles(directory))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (Digest.TryParse($"{Path.GetFileName(directory)}:{Path.GetFileName(file)}", out Digest digest))
                {
                    yield return digest;
                }
            }
        }

        await Task.CompletedTask;
    }

    public Task<IBlobReader> OpenAsync(Digest digest, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string path = Path.Combine(_root, "blobs", digest.Algorithm, digest.Encoded);
        try
        {
            return Task.FromResult<IBlobReader>(new FileReader(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw DaemonException.Of(ErrorKind.NotFound, $"content {digest}", e);
        }
    }

    private sealed class FileReader(string path) : IBlobReader
    {
        private readonly FileStream _file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

        public long Size => _file.Length;

        public ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
            => RandomAccess.ReadAsync(_file.SafeFileHandle, buffer, offset, cancellationToken);

        public ValueTask DisposeAsync() => _file.DisposeAsync();
    }
}
