using System.Text.Json.Serialization;
using PluginHost.Plugins.Metadata.Gc.Reports;

namespace PluginHost.Plugins.Metadata.Commands.Gc;

/// <summary>The reports in JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(GcPlan))]
[JsonSerializable(typeof(IReadOnlyList<GcAnswer>))]
internal sealed partial class GcJson : JsonSerializerContext;
