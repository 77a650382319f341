using System.Formats.Tar;
using PluginHost.Archive.Compression;

namespace Differ.Tests.Support;

/// <summary>Builds archives, also such as no honest program would.</summary>
internal sealed class LayerBuilder
{
    private readonly List<TarEntry> _entries = [];

    public LayerBuilder Directory(string name, UnixFileMode mode = (UnixFileMode)0x1ED)
        => Add(new PaxTarEntry(TarEntryType.Directory, name) { Mode = mode });

    public LayerBuilder File(string name, string content) => File(name, new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content)));

    public LayerBuilder File(string name, Stream content)
        => Add(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = content, Mode = (UnixFileMode)0x1A4 });

    public LayerBuilder Symlink(string name, string target) => Add(new PaxTarEntry(TarEntryType.SymbolicLink, name) { LinkName = target });

    public LayerBuilder HardLink(string name, string target) => Add(new PaxTarEntry(TarEntryType.HardLink, name) { LinkName = target });

    public LayerBuilder WithAttribute(string name, string attribute)
        => Add(new PaxTarEntry(TarEntryType.RegularFile, name, [new($"SCHILY.xattr.{attribute}", "value")]));

    /// <summary>The archive, with some bytes behind its end.</summary>
    public byte[] Build(int trailing = 0)
    {
        using MemoryStream stream = new();
        using (TarWriter tar = new(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (TarEntry entry in _entries)
            {
                tar.WriteEntry(entry);
            }
        }

        stream.Write(new byte[trailing]);

        return stream.ToArray();
    }

    public static byte[] Gzip(byte[] plain) => Compress(plain, CompressionKind.Gzip);

    public static byte[] Zstd(byte[] plain) => Compress(plain, CompressionKind.Zstd);

    public static byte[] Decompress(byte[] bytes)
    {
        using Stream plain = CompressionStreams.OpenRead(new MemoryStream(bytes), out _);
        using MemoryStream copy = new();
        plain.CopyTo(copy);

        return copy.ToArray();
    }

    private static byte[] Compress(byte[] plain, CompressionKind kind)
    {
        using MemoryStream target = new();
        using (Stream compressor = CompressionStreams.OpenWrite(target, kind, leaveOpen: true))
        {
            compressor.Write(plain);
        }

        return target.ToArray();
    }

    private LayerBuilder Add(TarEntry entry)
    {
        _entries.Add(entry);

        return this;
    }
}
