using PluginHost.Linux;

namespace PluginHost.Shim.Stdio;

/// <summary>Descriptors that are closed together; closing one twice does no harm.</summary>
internal sealed class Resources : IDisposable
{
    private readonly List<SafeFileDescriptor> _descriptors = [];

    /// <summary>Takes one over.</summary>
    public SafeFileDescriptor Add(SafeFileDescriptor descriptor)
    {
        _descriptors.Add(descriptor);

        return descriptor;
    }

    /// <inheritdoc/>
    public void Dispose() => _descriptors.ForEach(descriptor => descriptor.Dispose());
}
