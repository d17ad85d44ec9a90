// The peer: a Socket.IO server as its documentation sets one up. Lines of `<room> <message>` on stdin are sent to rooms.
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { Server } from 'socket.io'

const recovery = process.argv[2] === 'recovery' ? { connectionStateRecovery: {} } : {}
const http = createServer()
const io = new Server(http, recovery)
io.on('connection', (socket) => {
  // Who has recovered is in the room already.
  if (!socket.recovered) socket.join(socket.handshake.auth.room)
})
http.listen(0, '127.0.0.1', () => console.log(http.address().port))
createInterface({ input: process.stdin }).on('line', (line) => {
  const [room, message] = line.split(' ')
  io.to(room).emit('message', message)
  console.log('sent')
})
