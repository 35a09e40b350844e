namespace Lanner.Components.Async;

/// <summary>Follows the choices of an <see cref="EventLoop"/>: for hunts, which try many orders.</summary>
internal interface IEventLoopObserver
{
    /// <summary>Hears that the first of the threads that are ready is about to be resumed. Any order of them is right.</summary>
    /// <param name="candidates">The threads that may be ready, which it may put into another order.</param>
    void Choosing(LinkedList<ComponentThread> candidates);

    /// <summary>Hears that none was ready.</summary>
    void NothingIsReady();
}
