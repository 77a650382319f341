using System.Diagnostics.CodeAnalysis;
using PluginHost.Errors;
using PluginHost.Plugins;

namespace SmallPlugins.Tests;

/// <summary>A daemon without any other plugin.</summary>
internal sealed class NoPlugins : IPluginSet
{
    public IReadOnlyList<PluginStatus> All => [];

    public T GetSingle<T>(string type)
        where T : class
        => throw Absent(type);

    public T GetById<T>(string type, string id)
        where T : class
        => throw Absent($"{type}.{id}");

    public bool TryGetById<T>(string type, string id, [NotNullWhen(true)] out T? instance)
        where T : class
    {
        instance = null;
        return false;
    }

    public IReadOnlyList<KeyValuePair<string, T>> GetByType<T>(string type)
        where T : class
        => [];

    private static DaemonException Absent(string what) => new(ErrorKind.Unknown, $"no plugins registered for {what}: plugin: not found");
}
