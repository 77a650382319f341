using System.Formats.Tar;
using System.Text;

namespace PluginHost.Testing.Images;

/// <summary>Writes the tar of a layer, entry by entry, with fixed times, so that the same calls give the same digest.</summary>
public sealed class LayerBuilder
{
    private static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly List<UstarTarEntry> _entries = [];

    public LayerBuilder Directory(string path, UnixFileMode mode = (UnixFileMode)0b111_101_101)
        => Add(new UstarTarEntry(TarEntryType.Directory, path) { Mode = mode });

    public LayerBuilder File(string path, string text, UnixFileMode mode = (UnixFileMode)0b110_100_100)
        => File(path, Encoding.UTF8.GetBytes(text), mode);

    public LayerBuilder File(string path, byte[] content, UnixFileMode mode = (UnixFileMode)0b110_100_100)
        => Add(new UstarTarEntry(TarEntryType.RegularFile, path) { Mode = mode, DataStream = new MemoryStream(content) });

    public LayerBuilder Owned(string path, string text, int uid, int gid)
        => Add(new UstarTarEntry(TarEntryType.RegularFile, path)
        {
            Mode = (UnixFileMode)0b110_100_000,
            Uid = uid,
            Gid = gid,
            DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)),
        });

    public LayerBuilder Symlink(string path, string target) => Add(new UstarTarEntry(TarEntryType.SymbolicLink, path) { LinkName = target });

    public LayerBuilder Hardlink(string path, string target) => Add(new UstarTarEntry(TarEntryType.HardLink, path) { LinkName = target });

    /// <summary>Removes a path that a lower layer made.</summary>
    public LayerBuilder Whiteout(string directory, string name) => File($"{directory}/.wh.{name}", string.Empty);

    /// <summary>Hides all that lower layers put into a directory.</summary>
    public LayerBuilder Opaque(string directory) => File($"{directory}/.wh..wh..opq", string.Empty);

    /// <summary>The finished tar.</summary>
    public byte[] Build()
    {
        using MemoryStream bytes = new();
        using (TarWriter tar = new(bytes, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (UstarTarEntry entry in _entries)
            {
                tar.WriteEntry(entry);
            }
        }

        return bytes.ToArray();
    }

    private LayerBuilder Add(UstarTarEntry entry)
    {
        entry.ModificationTime = Time;
        _entries.Add(entry);

        return this;
    }
}
