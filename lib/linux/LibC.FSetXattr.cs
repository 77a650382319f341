using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static unsafe partial class LibC
{
    /// <summary>fsetxattr(2), of an open file (not O_PATH).</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static void FSetXattr(SafeFileDescriptor descriptor, string name, ReadOnlySpan<byte> value, XattrFlags flags)
        => LinuxException.ThrowIf(TryFSetXattr(descriptor, name, value, flags), nameof(fsetxattr), descriptor);

    /// <summary>As <see cref="FSetXattr"/>, with the errno as answer.</summary>
    public static int TryFSetXattr(SafeFileDescriptor descriptor, string name, ReadOnlySpan<byte> value, XattrFlags flags)
    {
        fixed (byte* bytes = value)
        {
            return ErrnoOf(fsetxattr(descriptor, name, bytes, (nuint)value.Length, flags));
        }
    }

    [LibraryImport(LibraryName, SetLastError = true, StringMarshalling = StringMarshalling.Custom,
        StringMarshallingCustomType = typeof(PathStringMarshaller))]
    private static partial int fsetxattr(SafeFileDescriptor descriptor, string name, byte* value, nuint size, XattrFlags flags);
}
