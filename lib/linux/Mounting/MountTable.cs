using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace PluginHost.Linux.Mounting;

/// <summary>The mounts that a process sees (proc(5), <c>/proc/PID/mountinfo</c>).</summary>
public static class MountTable
{
    /// <summary>The file of the calling process.</summary>
    public const string Self = "/proc/self/mountinfo";

    /// <summary>All mounts in the order of the kernel; a later one covers an earlier one on the same mount point.</summary>
    /// <exception cref="IOException">The file can't be read, or a line is no mount.</exception>
    public static IReadOnlyList<MountInfo> Read(string path = Self)
    {
        List<MountInfo> mounts = [];
        ReadOnlySpan<byte> rest = File.ReadAllBytes(path);
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (!TryParse(line, out MountInfo? mount))
            {
                throw new InvalidDataException($"{path}: this line describes no mount: {PathEncoding.GetString(line)}");
            }

            mounts.Add(mount);
        }

        return mounts;
    }

    /// <summary>The mount on which a path lies: of those with the longest mount point the last. The path is taken as it is, links unresolved.</summary>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static MountInfo Lookup(string path, string tablePath = Self)
    {
        MountInfo? best = null;
        foreach (MountInfo mount in Read(tablePath))
        {
            if (Contains(mount.MountPoint, path) && (best is null || mount.MountPoint.Length >= best.MountPoint.Length))
            {
                best = mount;
            }
        }

        return best ?? throw new IOException($"no mount of {tablePath} holds {path}");
    }

    /// <summary>Whether a path is the directory or lies below it.</summary>
    public static bool Contains(string directory, string path)
        => directory == "/"
            ? path.StartsWith('/')
            : path.StartsWith(directory, StringComparison.Ordinal)
                && (path.Length == directory.Length || path[directory.Length] == '/');

    /// <summary>Reads one line.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, [NotNullWhen(true)] out MountInfo? mount)
    {
        mount = null;

        // (7) is any number of words, (8) the hyphen that ends them. No field before it can be a lone hyphen: blanks are escaped.
        int separator = line.IndexOf(" - "u8);
        if (separator < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> front = line[..separator];
        ReadOnlySpan<byte> back = line[(separator + 3)..];
        if (!TryNumber(Next(ref front), out int id)
            || !TryNumber(Next(ref front), out int parentId)
            || !TryDevice(Next(ref front), out DeviceNumber device))
        {
            return false;
        }

        string root = Unescape(Next(ref front));
        string mountPoint = Unescape(Next(ref front));
        string options = Unescape(Next(ref front));
        if (mountPoint.Length == 0 || options.Length == 0)
        {
            return false;
        }

        mount = new MountInfo(
            id,
            parentId,
            device,
            root,
            mountPoint,
            options,
            Unescape(front),
            Unescape(Next(ref back)),
            Unescape(Next(ref back)),
            Unescape(Next(ref back)));

        return true;
    }

    private static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> rest)
    {
        int end = rest.IndexOf((byte)' ');
        ReadOnlySpan<byte> field = end < 0 ? rest : rest[..end];
        rest = end < 0 ? [] : rest[(end + 1)..];

        return field;
    }

    private static bool TryNumber(ReadOnlySpan<byte> text, out int number)
        => Utf8Parser.TryParse(text, out number, out int consumed) && consumed == text.Length;

    private static bool TryDevice(ReadOnlySpan<byte> text, out DeviceNumber device)
    {
        int colon = text.IndexOf((byte)':');
        device = default;
        if (colon < 0 || !TryNumber(text[..colon], out int major) || !TryNumber(text[(colon + 1)..], out int minor))
        {
            return false;
        }

        device = new DeviceNumber((uint)major, (uint)minor);

        return true;
    }

    // Blank, tab, newline, backslash and # are written as a backslash and three octal digits.
    private static string Unescape(ReadOnlySpan<byte> field)
    {
        if (!field.Contains((byte)'\\'))
        {
            return PathEncoding.GetString(field);
        }

        byte[] plain = new byte[field.Length];
        int length = 0;
        for (int i = 0; i < field.Length; i++)
        {
            if (field[i] == '\\' && i + 3 < field.Length && IsOctal(field[i + 1]) && IsOctal(field[i + 2]) && IsOctal(field[i + 3]))
            {
                plain[length++] = (byte)(((field[i + 1] - '0') << 6) | ((field[i + 2] - '0') << 3) | (field[i + 3] - '0'));
                i += 3;
            }
            else
            {
                plain[length++] = field[i];
            }
        }

        return PathEncoding.GetString(plain.AsSpan(0, length));
    }

    private static bool IsOctal(byte digit) => digit is >= (byte)'0' and <= (byte)'7';
}
