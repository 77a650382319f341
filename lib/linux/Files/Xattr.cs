using System.Text;

namespace PluginHost.Linux.Files;

/// <summary>Extended attributes of a file by its path; a link is taken itself. Names are with their class: <c>user.x</c>.</summary>
public static class Xattr
{
    private const int FirstBufferSize = 1024;

    private delegate int Query(Span<byte> buffer, out int size);

    /// <summary>The value, or null if the file has none of that name or its file system has no attributes.</summary>
    /// <exception cref="LinuxException">The call failed otherwise.</exception>
    public static byte[]? Find(string path, string name)
        => Fetch((Span<byte> buffer, out int size) => LibC.TryLGetXattr(path, name, buffer, out size), "lgetxattr", path);

    /// <summary>As <see cref="Find(string, string)"/>, of an open file, also one opened with O_PATH.</summary>
    /// <exception cref="LinuxException">The call failed otherwise.</exception>
    public static byte[]? Find(SafeFileDescriptor file, string name)
    {
        string path = file.ProcPath;

        return Fetch((Span<byte> buffer, out int size) => LibC.TryGetXattr(path, name, buffer, out size), "getxattr", path);
    }

    /// <summary>The names of all attributes that the caller may see, in the order of the file system; empty if there can be none.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static IReadOnlyList<string> List(string path)
        => Split(Fetch((Span<byte> buffer, out int size) => LibC.TryLListXattr(path, buffer, out size), "llistxattr", path));

    /// <summary>As <see cref="List(string)"/>, of an open file, also one opened with O_PATH.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static IReadOnlyList<string> List(SafeFileDescriptor file)
    {
        string path = file.ProcPath;

        return Split(Fetch((Span<byte> buffer, out int size) => LibC.TryListXattr(path, buffer, out size), "listxattr", path));
    }

    /// <summary>Sets a value, whether there was one or not.</summary>
    /// <exception cref="LinuxException">The call failed; EOPNOTSUPP: the file system has no such attributes.</exception>
    public static void Set(string path, string name, ReadOnlySpan<byte> value) => LibC.LSetXattr(path, name, value, XattrFlags.None);

    private static byte[]? Fetch(Query query, string call, string path)
    {
        byte[] buffer = new byte[FirstBufferSize];
        while (true)
        {
            int errno = query(buffer, out int size);
            switch (errno)
            {
                case 0:
                    return buffer[..size];
                case Errno.ENODATA or Errno.EOPNOTSUPP:
                    return null;
                case Errno.ERANGE:
                    // It may grow between the two calls, then the loop asks again.
                    LinuxException.ThrowIf(query([], out size), call, path);
                    buffer = new byte[Math.Max(size, 2 * buffer.Length)];
                    break;
                default:
                    throw new LinuxException(errno, call, path);
            }
        }
    }

    private static List<string> Split(byte[]? names)
    {
        List<string> list = [];
        ReadOnlySpan<byte> rest = names;
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)0);
            list.Add(Encoding.UTF8.GetString(rest[..end]));
            rest = rest[(end + 1)..];
        }

        return list;
    }
}
