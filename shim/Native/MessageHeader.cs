using System.Runtime.InteropServices;

namespace PluginHost.Shim.Native;

/// <summary>struct msghdr with one vector and room for control data (recvmsg(2)), of 64-bit machines.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MessageHeader(nint vector, nint control, nint controlLength)
{
    private readonly nint _name = 0;
    private readonly long _nameLength = 0;
    private readonly nint _vector = vector;
    private readonly nint _vectorCount = 1;
    private readonly nint _control = control;

    /// <summary>Bytes of control data: the room, then what came.</summary>
    public nint ControlLength { get; private set; } = controlLength;

    private readonly long _flags = 0;
}
