using System.Text.Json.Serialization;

namespace PluginHost.Plugins.Runtime.Shims;

[JsonSerializable(typeof(ShimEndpoint))]
internal sealed partial class ShimJson : JsonSerializerContext;
