namespace PluginHost.Plugins.Metadata.Gc.Reports;

/// <summary>An object as reports name it.</summary>
/// <param name="Type">content, snapshot, image, container, lease, ingest.</param>
/// <param name="Namespace">Where it is.</param>
/// <param name="Key">Of a snapshot <c>&lt;snapshotter&gt;/&lt;key&gt;</c>.</param>
/// <param name="Bytes">What it takes in its backend; null: nothing, or not known.</param>
internal sealed record GcObject(string Type, string Namespace, string Key, long? Bytes);
