// The other contender's server: rooms of numbered messages. `recovery` as an argument turns its connection-state recovery on.
import { createServer } from 'node:http'
import { Server } from 'socket.io'

const isRecovering = process.argv[2] === 'recovery'
const http = createServer()
const io = new Server(http, {
  transports: ['websocket'],
  ...(isRecovering && { connectionStateRecovery: { maxDisconnectionDuration: 120_000 } }),
})

io.on('connection', (socket) => {
  const { room } = socket.handshake.auth
  // A recovered socket is in its rooms already.
  if (room && !socket.recovered) socket.join(room)
  socket.on('send', (to, message, acknowledge) => {
    io.to(to).emit('message', message)
    acknowledge()
  })
})
http.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${http.address().port}`))
