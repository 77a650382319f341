using PluginHost.Linux;

namespace PluginHost.Archive.Apply;

/// <summary>Where an entry goes.</summary>
/// <param name="Directory">The directory, open with O_PATH; closed with this.</param>
/// <param name="DirectoryPath">Its path below the root, links resolved; empty for the root.</param>
/// <param name="Name">The name in it.</param>
internal sealed record TreePlace(SafeFileDescriptor Directory, string DirectoryPath, string Name) : IDisposable
{
    /// <summary>The path below the root, links resolved but for the last part.</summary>
    public string FullPath => DirectoryPath.Length == 0 ? Name : $"{DirectoryPath}/{Name}";

    /// <inheritdoc/>
    public void Dispose() => Directory.Dispose();
}
