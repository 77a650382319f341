using PluginHost.Linux;

namespace PluginHost.Plugins.Native;

/// <summary>A name in an open directory.</summary>
internal readonly record struct FilePlace(SafeFileDescriptor Directory, string Name)
{
    /// <summary>For the calls that take no directory.</summary>
    public string Path => Directory.ProcPathOf(Name);
}
