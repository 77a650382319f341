using System.Runtime.InteropServices;

namespace PluginHost.Shim.Native;

/// <summary>struct iovec.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct IoVector(nint Base, nint Length);
