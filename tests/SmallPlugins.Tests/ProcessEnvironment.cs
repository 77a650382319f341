namespace SmallPlugins.Tests;

/// <summary>Sets variables of this process for one test and puts the old values back.</summary>
internal sealed class ProcessEnvironment : IDisposable
{
    private readonly Dictionary<string, string?> _old = [];

    public ProcessEnvironment Set(string name, string? value)
    {
        _old.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
        return this;
    }

    public void Dispose()
    {
        foreach ((string name, string? value) in _old)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }
}
