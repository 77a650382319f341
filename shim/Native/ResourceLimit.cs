using System.Runtime.InteropServices;

namespace PluginHost.Shim.Native;

/// <summary>struct rlimit: what is in force, and how far the process itself may raise it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct ResourceLimit(ulong Soft, ulong Hard);
