namespace PluginHost.Filters.Patterns;

/// <summary>An expression that is not RE2. Never leaves <see cref="Re2Pattern"/>.</summary>
internal sealed class PatternException(string message) : Exception(message);
