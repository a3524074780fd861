namespace SeqGen.Distributed;

/// <summary>The processes that <c>mpirun</c>, <c>srun</c> or the like has started together.</summary>
/// <example><code>
/// model.Fit(train, new FitOptions { Epochs = 10, Communicator = Mpi.World });
/// </code></example>
public static class Mpi
{
    private static readonly Lazy<MpiCommunicator> Created = new(() => MpiCommunicator.Start(MpiLibrary.Find()));
    private static TimeSpan _timeout = TimeSpan.FromMinutes(5);

    /// <summary>
    /// All processes of the job; one where the program was started by itself. The first use starts MPI, which ends with the process:
    /// create it once all processes have begun, and from the thread that trains.
    /// </summary>
    /// <exception cref="CommunicatorException">
    /// There is no MPI on this machine, or another one than the one that started the job; or the processes do not answer.
    /// </exception>
    public static Communicator World => Created.Value;

    /// <summary>The MPI in use and its version, as it names itself.</summary>
    /// <exception cref="CommunicatorException">As <see cref="World"/>.</exception>
    public static string Library => Created.Value.Version;

    /// <summary>
    /// How long a rank waits for another one before it ends the job; 5 minutes unless set. It has to be longer than whatever one rank does alone while
    /// the others wait: reading data before the fit, or a callback.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is not positive.</exception>
    public static TimeSpan Timeout
    {
        get => _timeout;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            _timeout = value;
        }
    }
}
