using PluginHost.Bolt.Check;

namespace PluginHost.Bolt.Care;

/// <summary>Looks through a database file without changing it.</summary>
public static class Inspection
{
    /// <summary>Checks the last state and the one before it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="lockTimeout">How long to wait for a process that has it open for writing; zero waits for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="BoltException"><see cref="BoltError.Timeout"/>, <see cref="BoltError.Io"/>. What is wrong in the file is in the
    /// report.</exception>
    public static InspectionReport Run(string path, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        DatabaseOptions options = new() { ReadOnly = true, LockTimeout = lockTimeout };
        StateReport last = Look(path, options, out string? metaFault, cancellationToken);
        return new InspectionReport(path, last, Look(path, options with { PreviousState = true }, out _, cancellationToken), metaFault);
    }

    /// <summary>Checks the committed state of an open database.</summary>
    public static StateReport Look(Database database)
    {
        CheckedState state = database.Inspect();
        return new StateReport(
            state.TransactionId,
            database.PageSize,
            database.Usage.FileBytes,
            state.TotalBytes - state.UsedBytes,
            state.Damage,
            state.Oddities);
    }

    private static StateReport Look(string path, DatabaseOptions options, out string? metaFault, CancellationToken cancellationToken)
    {
        metaFault = null;
        try
        {
            using Database database = Database.Open(path, options, cancellationToken);
            metaFault = database.MetaFault;
            return Look(database);
        }
        catch (BoltException e) when (e.Error.IsDamage())
        {
            return new StateReport(null, 0, 0, 0, [e.Message], []);
        }
    }
}
