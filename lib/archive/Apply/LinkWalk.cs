using PluginHost.Linux;

namespace PluginHost.Archive.Apply;

/// <summary>Resolves paths as text where parts of them may not exist yet, which the kernel can't (containerd continuity fs/path.go).</summary>
internal static class LinkWalk
{
    private const int MaxLinks = 255;

    /// <summary>
    /// The path below the root without links and dots: absolute targets begin at the root, <c>..</c> at the root stays there, and what
    /// does not exist is taken as it is named.
    /// </summary>
    /// <exception cref="LinuxException">ELOOP: more than 255 links; or a call failed.</exception>
    public static string Resolve(SafeFileDescriptor root, string path, CancellationToken cancellationToken)
    {
        Stack<string> pending = new();
        Push(pending, path);
        List<string> resolved = [];
        int links = 0;
        while (pending.TryPop(out string? part))
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (part)
            {
                case "" or ".":
                    continue;
                case "..":
                    if (resolved.Count > 0)
                    {
                        resolved.RemoveAt(resolved.Count - 1);
                    }

                    continue;
            }

            resolved.Add(part);
            if (ReadLink(root, string.Join('/', resolved)) is not { } target)
            {
                continue;
            }

            if (++links > MaxLinks)
            {
                throw new LinuxException(Errno.ELOOP, "resolve", path);
            }

            resolved.RemoveAt(resolved.Count - 1);
            if (target.StartsWith('/'))
            {
                resolved.Clear();
            }

            Push(pending, target);
        }

        return string.Join('/', resolved);
    }

    private static void Push(Stack<string> pending, string path)
    {
        string[] parts = path.Split('/');
        for (int i = parts.Length - 1; i >= 0; i--)
        {
            pending.Push(parts[i]);
        }
    }

    private static string? ReadLink(SafeFileDescriptor root, string path)
    {
        int errno = LibC.TryOpenAt2(
            root,
            path,
            OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW,
            ResolveFlags.RESOLVE_BENEATH | ResolveFlags.RESOLVE_NO_SYMLINKS,
            0,
            out SafeFileDescriptor file);
        if (errno is Errno.ENOENT or Errno.ENOTDIR)
        {
            return null;
        }

        LinuxException.ThrowIf(errno, "openat2", path);
        using (file)
        {
            errno = LibC.TryReadlinkAt(file, string.Empty, out string target);

            // What is no link answers ENOENT to an empty path.
            if (errno is Errno.EINVAL or Errno.ENOENT)
            {
                return null;
            }

            LinuxException.ThrowIf(errno, "readlink", path);

            return target;
        }
    }
}
