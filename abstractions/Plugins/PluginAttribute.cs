namespace PluginHost.Plugins;

/// <summary>Names the entry type of a plugin assembly; the host creates it with its parameterless constructor.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class PluginAttribute(Type entry) : Attribute
{
    /// <summary>A class that implements <see cref="IPlugin"/>; it need not be public.</summary>
    public Type Entry { get; } = entry;
}
