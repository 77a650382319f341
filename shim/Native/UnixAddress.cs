using System.Text;
using PluginHost.Linux;

namespace PluginHost.Shim.Native;

/// <summary>struct sockaddr_un (unix(7)): the family, then a path that ends with NUL, or an abstract name after a leading NUL.</summary>
internal static class UnixAddress
{
    /// <summary>Bytes that a path can have, the NUL at its end not counted (sun_path, one less than 108).</summary>
    public const int MaxPath = 107;

    private const int AF_UNIX = 1;
    private const string Scheme = "unix://";

    /// <summary>An address text as containerd writes it: with or without <c>unix://</c>; one that is no path is abstract.</summary>
    public static byte[] Parse(string address)
    {
        string path = address.StartsWith(Scheme, StringComparison.Ordinal) ? address[Scheme.Length..] : address;

        return path.StartsWith('/') ? OfPath(path) : Of(Encoding.UTF8.GetBytes("\0" + path), end: 0);
    }

    /// <summary>The address of a path.</summary>
    /// <exception cref="LinuxException">ENAMETOOLONG.</exception>
    public static byte[] OfPath(string path) => Of(PathEncoding.GetBytes(path), end: 1);

    /// <summary>The path in an address that the kernel wrote; null for an abstract or no name.</summary>
    public static string? PathOf(ReadOnlySpan<byte> address)
    {
        ReadOnlySpan<byte> name = address.Length > 2 ? address[2..] : [];
        int end = name.IndexOf((byte)0);
        name = end < 0 ? name : name[..end];

        return name.IsEmpty ? null : PathEncoding.GetString(name);
    }

    private static byte[] Of(byte[] name, int end)
    {
        if (name.Length > MaxPath)
        {
            throw new LinuxException(Errno.ENAMETOOLONG, "unix socket", PathEncoding.GetString(name));
        }

        byte[] address = new byte[2 + name.Length + end];
        BitConverter.TryWriteBytes(address, (ushort)AF_UNIX);
        name.CopyTo(address, 2);

        return address;
    }
}
