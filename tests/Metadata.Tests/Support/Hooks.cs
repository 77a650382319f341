namespace Metadata.Tests.Support;

/// <summary>Where a test steps in between the calls of a backend: <c>before commit</c>, <c>after commit</c>.</summary>
internal sealed class Hooks
{
    private readonly Dictionary<string, Func<Task>> _hooks = new(StringComparer.Ordinal);
    private readonly List<string> _calls = [];

    /// <summary>Names of the calls so far.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_calls)
            {
                return [.. _calls];
            }
        }
    }

    public void On(string moment, Func<Task> action) => _hooks[moment] = action;

    public void Throw(string moment, Exception error) => On(moment, () => throw error);

    public void Clear() => _hooks.Clear();

    public async Task<T> RunAsync<T>(string call, Func<T> action)
    {
        lock (_calls)
        {
            _calls.Add(call);
        }

        await HookAsync($"before {call}");
        T result = action();
        await HookAsync($"after {call}");
        return result;
    }

    public Task RunAsync(string call, Action action) => RunAsync(
        call,
        () =>
        {
            action();
            return true;
        });

    private Task HookAsync(string moment) => _hooks.TryGetValue(moment, out Func<Task>? hook) ? hook() : Task.CompletedTask;
}
