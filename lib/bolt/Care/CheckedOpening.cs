using PluginHost.Bolt.Check;

namespace PluginHost.Bolt.Care;

/// <summary>Opens a database for writing only if it is whole, and otherwise makes the best of it.</summary>
public static class CheckedOpening
{
    /// <summary>Added to the name of a damaged file's copy.</summary>
    public const string DamagedSuffix = ".damaged";

    /// <summary>
    /// Opens and checks a file. If its last state is damaged and the one before is whole, the file as it is is copied to the name with
    /// <see cref="DamagedSuffix"/>, and the state before becomes the last one. If neither is whole the file is opened read-only: what is
    /// whole in it can be read.
    /// </summary>
    /// <exception cref="BoltException">As <see cref="Database.Open(string, DatabaseOptions, CancellationToken)"/>; a damaged file of which
    /// not even a meta page can be used is not opened.</exception>
    public static OpenedDatabase Open(string path, DatabaseOptions options, CancellationToken cancellationToken)
    {
        (Database? database, IReadOnlyList<string> faults) = TryOpen(path, options, cancellationToken);
        if (database is not null)
        {
            return new OpenedDatabase(database, OpenedState.Last, database.MetaFault is string fault ? [fault, .. faults] : faults, null);
        }

        DatabaseOptions previous = options with { PreviousState = true };
        (Database? probe, IReadOnlyList<string> previousFaults) = TryOpen(path, previous with { ReadOnly = true }, cancellationToken);
        probe?.Dispose();
        if (probe is not null)
        {
            try
            {
                string copy = path + DamagedSuffix;
                DurableCopy.Replace(path, copy);
                return new OpenedDatabase(Return(path, previous, cancellationToken), OpenedState.Previous, faults, copy);
            }
            catch (BoltException e) when (e.Error == BoltError.Io)
            {
                previousFaults = [$"the state before is whole, but can't be returned to: {e.Message}"];
            }
        }

        return new OpenedDatabase(
            Database.Open(path, options with { ReadOnly = true }, cancellationToken),
            OpenedState.ReadOnly,
            [.. faults, .. previousFaults.Except(faults)],
            null);
    }

    /// <summary>A file whose faults are such that its contents, not the disk, has to be repaired.</summary>
    internal static bool IsDamage(this BoltError error)
        => error is BoltError.Corrupted or BoltError.Checksum or BoltError.Invalid or BoltError.VersionMismatch;

    private static (Database? Database, IReadOnlyList<string> Faults) TryOpen(
        string path, DatabaseOptions options, CancellationToken cancellationToken)
    {
        Database? database = null;
        try
        {
            database = Database.Open(path, options, cancellationToken);
            CheckedState state = database.Inspect();
            if (state.Damage.Count == 0)
            {
                return (database, state.Oddities);
            }

            database.Dispose();
            return (null, state.Damage);
        }
        catch (BoltException e) when (e.Error.IsDamage())
        {
            database?.Dispose();
            return (null, [e.Message]);
        }
        catch
        {
            database?.Dispose();
            throw;
        }
    }

    /// <summary>A commit without a change writes the meta page of the state before over that of the damaged one: from then on any program
    /// that opens the file finds the whole state.</summary>
    private static Database Return(string path, DatabaseOptions previous, CancellationToken cancellationToken)
    {
        Database database = Database.Open(path, previous, cancellationToken);
        try
        {
            database.Update(static _ => { });
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
