using System.Diagnostics.CodeAnalysis;
using PluginHost.Errors;

namespace PluginHost.Plugins;

/// <summary>
/// The plugins of the daemon by type and id. What failed or was skipped is not found, and does not hide the others of its type;
/// the exception of a look-up names it with its own error.
/// </summary>
public interface IPluginSet
{
    /// <summary>Every plugin that was tried, in the order of initialisation.</summary>
    IReadOnlyList<PluginStatus> All { get; }

    /// <summary>The one plugin of a type. <see cref="ErrorKind.Unknown"/> error when there is none, or more than one.</summary>
    T GetSingle<T>(string type)
        where T : class;

    /// <summary>The plugin of a type and id. <see cref="ErrorKind.Unknown"/> error when it is absent or failed.</summary>
    T GetById<T>(string type, string id)
        where T : class;

    /// <summary>The plugin of a type and id, or null when it is absent or failed or of another .NET type.</summary>
    bool TryGetById<T>(string type, string id, [NotNullWhen(true)] out T? instance)
        where T : class;

    /// <summary>All plugins of a type by id, in the order of initialisation; empty when there is none.</summary>
    IReadOnlyList<KeyValuePair<string, T>> GetByType<T>(string type)
        where T : class;
}
