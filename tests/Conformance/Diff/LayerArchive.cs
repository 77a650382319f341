using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace PluginHost.Conformance.Diff;

/// <summary>Writes the archive of a layer, entry by entry.</summary>
public sealed class LayerArchive
{
    /// <summary>The time of all files.</summary>
    public static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeSeconds(1_500_000_000);

    private readonly List<PaxTarEntry> _entries = [];

    /// <summary>A file.</summary>
    public LayerArchive File(string name, string content, int mode = 0b110_100_100, int uid = 0, int gid = 0)
        => Add(new PaxTarEntry(TarEntryType.RegularFile, name)
        {
            DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)),
            Mode = (UnixFileMode)mode,
            Uid = uid,
            Gid = gid,
        });

    /// <summary>A file with an extended attribute.</summary>
    public LayerArchive FileWith(string name, string attribute, string value)
        => Add(new PaxTarEntry(TarEntryType.RegularFile, name, [new($"SCHILY.xattr.{attribute}", value)]));

    /// <summary>A directory.</summary>
    public LayerArchive Directory(string name, int mode = 0b111_101_101, int uid = 0, int gid = 0)
        => Add(new PaxTarEntry(TarEntryType.Directory, name) { Mode = (UnixFileMode)mode, Uid = uid, Gid = gid });

    /// <summary>A symbolic link.</summary>
    public LayerArchive Symlink(string name, string target) => Add(new PaxTarEntry(TarEntryType.SymbolicLink, name) { LinkName = target });

    /// <summary>Another name of a file that the archive has; the file gets the mode and the owner.</summary>
    public LayerArchive HardLink(string name, string target, int mode = 0b110_100_100, int uid = 0, int gid = 0)
        => Add(new PaxTarEntry(TarEntryType.HardLink, name) { LinkName = target, Mode = (UnixFileMode)mode, Uid = uid, Gid = gid });

    /// <summary>A named pipe.</summary>
    public LayerArchive Fifo(string name) => Add(new PaxTarEntry(TarEntryType.Fifo, name));

    /// <summary>A character device.</summary>
    public LayerArchive Device(string name, int major, int minor)
        => Add(new PaxTarEntry(TarEntryType.CharacterDevice, name) { DeviceMajor = major, DeviceMinor = minor });

    /// <summary>The removal of what a parent has.</summary>
    public LayerArchive Whiteout(string directory, string name) => File($"{directory}/.wh.{name}", "");

    /// <summary>The removal of all that a parent has in a directory.</summary>
    public LayerArchive Opaque(string directory) => File($"{directory}/.wh..wh..opq", "");

    /// <summary>The archive, with some bytes behind its end.</summary>
    public byte[] Build(int trailing = 0)
    {
        using MemoryStream bytes = new();
        using (TarWriter tar = new(bytes, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (PaxTarEntry entry in _entries)
            {
                tar.WriteEntry(entry);
            }
        }

        bytes.Write(new byte[trailing]);

        return bytes.ToArray();
    }

    /// <summary>Compresses.</summary>
    public static byte[] Gzip(byte[] plain)
    {
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(plain);
        }

        return compressed.ToArray();
    }

    /// <summary>Decompresses.</summary>
    public static byte[] Gunzip(byte[] compressed)
    {
        using GZipStream gzip = new(new MemoryStream(compressed), CompressionMode.Decompress);
        using MemoryStream plain = new();
        gzip.CopyTo(plain);

        return plain.ToArray();
    }

    private LayerArchive Add(PaxTarEntry entry)
    {
        entry.ModificationTime = Time;
        _entries.Add(entry);

        return this;
    }
}
