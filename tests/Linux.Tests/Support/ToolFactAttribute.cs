namespace Linux.Tests.Support;

/// <summary>A test that runs a program; skipped with the reason where it is not installed.</summary>
public sealed class ToolFactAttribute : FactAttribute
{
    public ToolFactAttribute(string tool)
    {
        string[] directories = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':');
        if (!directories.Append("/usr/sbin").Any(directory => File.Exists(Path.Join(directory, tool))))
        {
            Skip = $"needs the program {tool}";
        }
    }
}
