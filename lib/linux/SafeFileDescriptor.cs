using Microsoft.Win32.SafeHandles;

namespace PluginHost.Linux;

/// <summary>An open file descriptor; closed when disposed.</summary>
public sealed class SafeFileDescriptor : SafeHandleMinusOneIsInvalid
{
    private const int AT_FDCWD = -100;

    /// <summary>An invalid descriptor, to be filled by the marshaller.</summary>
    public SafeFileDescriptor()
        : base(ownsHandle: true)
    {
    }

    /// <summary>Wraps a descriptor number.</summary>
    /// <param name="number">The descriptor.</param>
    /// <param name="ownsHandle">Whether it is closed with this object.</param>
    public SafeFileDescriptor(int number, bool ownsHandle)
        : base(ownsHandle) => SetHandle(number);

    /// <summary>Stands for the current directory in the calls that take a directory (AT_FDCWD).</summary>
    public static SafeFileDescriptor CurrentDirectory { get; } = new(AT_FDCWD, ownsHandle: false);

    /// <summary>The descriptor number, for messages and <c>/proc</c>.</summary>
    public int Number => (int)handle;

    /// <summary>The path that names the open file itself, whatever became of its name: <c>/proc/self/fd/N</c>.</summary>
    public string ProcPath => $"/proc/self/fd/{Number}";

    /// <summary>The path of an entry of this open directory through <c>/proc</c>, for calls that have no directory argument.</summary>
    public string ProcPathOf(string name) => $"/proc/self/fd/{Number}/{name}";

    /// <summary>Gives the descriptor to a framework handle, from which a <see cref="FileStream"/> can be made; this object becomes invalid.</summary>
    public SafeFileHandle ToFileHandle()
    {
        SafeFileHandle file = new(handle, ownsHandle: true);
        SetHandleAsInvalid();

        return file;
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LibC.TryClose((int)handle) is 0 or Errno.EINTR;
}
