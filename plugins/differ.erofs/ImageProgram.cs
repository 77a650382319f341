using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using PluginHost.Linux;
using PluginHost.Oci;

namespace PluginHost.Plugins.ErofsDiffer;

/// <summary>Runs <c>mkfs.erofs</c> on archives, with the arguments that containerd gives it, so that the images are the same.</summary>
internal sealed class ImageProgram(string program, ErofsDifferConfig config)
{
    private static readonly Guid UrlNamespace = new("6ba7b811-9dad-11d1-80b4-00c04fd430c8");

    /// <summary>Makes an image of an archive. The program need not read the archive to its end.</summary>
    /// <param name="archive">The archive, not compressed.</param>
    /// <param name="blob">The digest of the layer, which gives the image its identity.</param>
    /// <param name="image">The new file.</param>
    /// <param name="cancellationToken">Kills the program.</param>
    /// <exception cref="IOException">The program fails, or a file can't be written.</exception>
    public async Task MakeAsync(Stream archive, Digest blob, string image, CancellationToken cancellationToken)
    {
        if (!config.EnableTarIndex)
        {
            await ToolProgram.RunAsync(program, [.. Options(), "-U", IdentityOf(blob), image], archive, cancellationToken);
            return;
        }

        string kept = image + ".tar";
        try
        {
            await using (FileStream copy = File.Create(kept))
            {
                await archive.CopyToAsync(copy, cancellationToken);
                copy.Position = 0;
                await ToolProgram.RunAsync(program, [.. Options(), "-U", IdentityOf(blob), image], copy, cancellationToken);
                copy.Position = 0;
                await using FileStream behind = new(image, FileMode.Append, FileAccess.Write);
                await copy.CopyToAsync(behind, cancellationToken);
            }
        }
        finally
        {
            File.Delete(kept);
        }
    }

    // A block size is given where none is configured: the program's own follows the machine's pages.
    private IEnumerable<string> Options()
    {
        bool sized = config.MkfsOptions.Any(option => option.StartsWith("-b", StringComparison.Ordinal));

        return config.EnableTarIndex
            ? ["--tar=i", "--aufs", "--quiet", .. config.MkfsOptions]
            : ["--tar=f", "--aufs", "--quiet", "-Enoinline_data", .. (IEnumerable<string>)(sized ? [] : ["-b4096"]), .. config.MkfsOptions];
    }

    /// <summary>The identity of the image of a blob: a UUID of version 5 (RFC 9562) in the namespace of URLs.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "the RFC demands SHA-1; nothing is protected by it")]
    internal static string IdentityOf(Digest blob)
    {
        byte[] name = [.. UrlNamespace.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes($"erofs:blobs/{blob}")];
        Span<byte> identity = SHA1.HashData(name).AsSpan(0, 16);
        BinaryPrimitives.WriteUInt16BigEndian(identity[6..], (ushort)((BinaryPrimitives.ReadUInt16BigEndian(identity[6..]) & 0x0FFF) | 0x5000));
        identity[8] = (byte)((identity[8] & 0x3F) | 0x80);

        return new Guid(identity, bigEndian: true).ToString();
    }
}
