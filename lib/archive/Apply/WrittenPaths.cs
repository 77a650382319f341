using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PluginHost.Archive.Apply;

/// <summary>
/// Which paths an archive has written, for opaque directories that keep these. Only 16 bytes of a digest are kept for each, and one for
/// each directory above them.
/// </summary>
internal sealed class WrittenPaths
{
    private readonly HashSet<UInt128> _paths = [];

    /// <summary>Remembers a path.</summary>
    public void Add(string path)
    {
        // The directories above are known as soon as one of them is.
        while (_paths.Add(KeyOf(path)))
        {
            int slash = path.LastIndexOf('/');
            if (slash < 0)
            {
                return;
            }

            path = path[..slash];
        }
    }

    /// <summary>Whether the path was written, or something below it.</summary>
    public bool Contains(string path) => _paths.Contains(KeyOf(path));

    private static UInt128 KeyOf(string path)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        _ = SHA256.HashData(Encoding.Unicode.GetBytes(path), digest);

        return BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }
}
