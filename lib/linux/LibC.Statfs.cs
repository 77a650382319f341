using System.Runtime.InteropServices;

namespace PluginHost.Linux;

public static partial class LibC
{
    /// <summary>statfs(2): the file system on which a path lies.</summary>
    /// <exception cref="LinuxException">The call failed.</exception>
    public static FileSystemStatus Statfs(string path)
    {
        int result;
        StatfsBuffer buffer;
        do
        {
            result = statfs(path, out buffer);
        }
        while (Interrupted(result));

        LinuxException.ThrowIf(ErrnoOf(result), nameof(statfs), path);

        return buffer.ToStatus();
    }

    [LibraryImport(LibraryName, SetLastError = true, StringMarshalling = StringMarshalling.Custom,
        StringMarshallingCustomType = typeof(PathStringMarshaller))]
    private static partial int statfs(string path, out StatfsBuffer buffer);
}
