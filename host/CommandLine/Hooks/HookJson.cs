using System.Text.Json.Serialization;

namespace PluginHost.Host.CommandLine.Hooks;

/// <summary>JSON of hooks without reflection.</summary>
[JsonSerializable(typeof(HookState))]
[JsonSerializable(typeof(HookSpec))]
internal sealed partial class HookJson : JsonSerializerContext;
