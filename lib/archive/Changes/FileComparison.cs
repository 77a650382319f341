using PluginHost.Linux;

namespace PluginHost.Archive.Changes;

/// <summary>Decides whether a file is still the same (containerd continuity fs/path.go).</summary>
internal sealed class FileComparison(CancellationToken cancellationToken)
{
    private const string Capability = "security.capability";
    private const int BlockSize = 64 * 1024;

    private readonly byte[] _left = new byte[BlockSize];
    private readonly byte[] _right = new byte[BlockSize];

    /// <summary>
    /// One inode is the same as itself. Two are the same if type, mode, owner, device and capabilities are, and for other things than
    /// directories also the size and the time of the last change. If both times have no nanoseconds they may have come from an archive,
    /// so then the content decides.
    /// </summary>
    /// <exception cref="LinuxException">A call failed.</exception>
    public bool AreSame(TreeDirectory lower, in FileStatus before, TreeDirectory upper, in FileStatus now, string name)
    {
        if (before.IsSameFile(now))
        {
            return true;
        }

        if (before.Mode != now.Mode || before.Uid != now.Uid || before.Gid != now.Gid || before.RawDevice != now.RawDevice
            || !lower.Xattr(name, Capability).AsSpan().SequenceEqual(upper.Xattr(name, Capability)))
        {
            return false;
        }

        if (now.IsDirectory)
        {
            return true;
        }

        if (before.Size != now.Size || before.ModifyTime.Seconds != now.ModifyTime.Seconds)
        {
            return false;
        }

        if (before.ModifyTime.Nanoseconds != 0 || now.ModifyTime.Nanoseconds != 0)
        {
            return before.ModifyTime.Nanoseconds == now.ModifyTime.Nanoseconds;
        }

        if (now.IsSymlink)
        {
            return lower.LinkTarget(name) == upper.LinkTarget(name);
        }

        return now.Size == 0 || HaveSameContent(lower, upper, name);
    }

    private bool HaveSameContent(TreeDirectory lower, TreeDirectory upper, string name)
    {
        using SafeFileDescriptor left = lower.OpenFile(name);
        using SafeFileDescriptor right = upper.OpenFile(name);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int leftLength = ReadFull(left, _left);
            int rightLength = ReadFull(right, _right);
            if (!_left.AsSpan(0, leftLength).SequenceEqual(_right.AsSpan(0, rightLength)))
            {
                return false;
            }

            if (leftLength < BlockSize)
            {
                return true;
            }
        }
    }

    private static int ReadFull(SafeFileDescriptor file, byte[] block)
    {
        int length = 0;
        int read;
        while (length < block.Length && (read = LibC.Read(file, block.AsSpan(length))) > 0)
        {
            length += read;
        }

        return length;
    }
}
