namespace PluginHost.Host.CommandLine;

/// <summary>A flag of the command line.</summary>
/// <param name="Name">Without dashes.</param>
/// <param name="Letter">The short form, or null.</param>
/// <param name="TakesValue">False: its being there is the value.</param>
/// <param name="Usage">One line for the help.</param>
internal sealed record Flag(string Name, char? Letter, bool TakesValue, string Usage);
